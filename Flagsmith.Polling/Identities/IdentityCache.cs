namespace Flagsmith.Polling.Identities;

/// <summary>Keeps users' responses: those of the users who are being read now in a table in front, and all in entries behind it.</summary>
/// <remarks>Thread-safe: changes of one user run one after the other, reads without a lock.</remarks>
internal sealed class IdentityCache(UserEntries entries, CoarseClock clock) : IDisposable
{
    private readonly RecentUsers _recent = new();
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>Gets the time in ticks of the cache's clock.</summary>
    public long Now => clock.Now;

    /// <summary>Gets how many users are kept.</summary>
    public int Count => entries.Count;

    /// <summary>Finds the plain response of a user. The hot path.</summary>
    public CachedUser? FindPlain(string identifier)
    {
        var now = clock.Now;
        return _recent.Find(identifier, now) ?? FindPlain(identifier, now);
    }

    public CachedUser? Find(IdentityKey key) => entries.Find(key.Identifier).Find(key.Variant);

    /// <summary>Finds the response for a user with the traits passed along, and makes no key for it.</summary>
    public CachedUser? Find(FlagIdentity identity, IdentityPersistence usual) => entries.Find(identity.Identifier).Find(identity, usual);

    /// <summary>Keeps a response.</summary>
    /// <param name="key">Whose response, to what.</param>
    /// <param name="view">The response.</param>
    /// <param name="maxVariants">How many responses of this user are kept.</param>
    /// <param name="keepFor">For how long.</param>
    /// <param name="replaceAll">Whether the user's other responses are out of date.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryStore(IdentityKey key, CachedUser view, int maxVariants, TimeSpan keepFor, bool replaceAll)
    {
        lock (StripeOf(key.Identifier))
        {
            var old = entries.Find(key.Identifier).ToArray();
            var others = replaceAll ? [] : old.Where(other => other != view && !Equals(other.Variant, key.Variant)).Take(maxVariants - 1);
            CachedUser[] all = [view, .. others];
            if (entries.AreTooLarge(key.Identifier, all))
            {
                all = [view];
            }

            view.Identifier = key.Identifier;
            entries.Set(key.Identifier, all, keepFor);
            Array.ForEach([.. old.Except(all)], static other => other.Drop());
            _recent.ForgetOthers(key.Identifier, all); // after they were stored: docs/decisions/0012
            return entries.Find(key.Identifier).ToArray().Contains(view);
        }
    }

    /// <summary>Determines whether a response is too large to be kept beside any other.</summary>
    public bool IsTooLarge(IdentityKey key, CachedUser view) => entries.AreTooLarge(key.Identifier, [view]);

    /// <inheritdoc cref="UserEntries.MakeRoomAsync"/>
    public Task MakeRoomAsync(bool isFull) => entries.MakeRoomAsync(isFull);

    /// <summary>What is kept of a user is served only when fetching fails.</summary>
    public void MarkOutdated(string identifier) => MarkOutdated(identifier, static (_, _) => true, null);

    /// <summary>The same for one of a user's views.</summary>
    public void MarkOutdated(IdentityKey key) => MarkOutdated(key.Identifier, static (view, variant) => Equals(view.Variant, variant), key.Variant);

    public void Remove(string identifier)
    {
        lock (StripeOf(identifier))
        {
            Array.ForEach(entries.Find(identifier).ToArray(), static view => view.Drop());
            _recent.Forget(identifier);
            entries.Remove(identifier);
        }
    }

    /// <summary>Lets go of what has expired.</summary>
    public void Sweep()
    {
        _recent.Clear();
        entries.Sweep();
    }

    /// <summary>Returns all responses kept, without counting that as a use of them.</summary>
    public IEnumerable<CachedUser> Walk() => entries.Walk();

    public void Dispose()
    {
        entries.Dispose();
        _recent.Clear(); // after it: who notes a user from now on finds the cache disposed
    }

    private CachedUser? FindPlain(string identifier, long now)
    {
        if (entries.Find(identifier).Find(variant: null) is not { } view)
        {
            return null;
        }

        NoteRead(view, now);
        return view;
    }

    /// <summary>Notes a user that a reader has found in the entries, so that the next one finds it in the table.</summary>
    internal void NoteRead(CachedUser view, long now)
    {
        if (_recent.Note(view, now))
        {
            DropUnlessKept(view);
        }
    }

    /// <summary>Whoever replaced or removed the view in between, or disposed the cache, found nothing to forget.</summary>
    private void DropUnlessKept(CachedUser view)
    {
        var isKept = false;
        try
        {
            isKept = entries.Find(view.Identifier).Find(variant: null) == view;
        }
        finally
        {
            if (!isKept)
            {
                view.Drop();
            }
        }
    }

    private void MarkOutdated(string identifier, Func<CachedUser, TraitSetKey?, bool> isMeant, TraitSetKey? variant)
    {
        lock (StripeOf(identifier))
        {
            foreach (var view in entries.Find(identifier).ToArray())
            {
                if (isMeant(view, variant))
                {
                    view.MarkOutdated();
                }
            }

            _recent.Forget(identifier); // one that the cache has dropped by itself
        }
    }

    private Lock StripeOf(string identifier) => _stripes[(uint)identifier.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length];
}
