using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Identities;

/// <summary>Keeps users' responses: one entry for each identifier, in it the responses for the traits passed along.</summary>
/// <remarks>
/// Thread-safe. Around <see cref="MemoryCache"/>, which refuses new entries at its limit and lets expired ones lie until somebody calls:
/// so it is made smaller ahead of the limit, and poked by a timer. An entry's value is one response or an array of them, newest first.
/// </remarks>
internal sealed class IdentityCache : IDisposable
{
    private const double CompactFrom = 0.95;
    private const double CompactBy = 0.05;
    private const int LeastToCompact = 64;

    private static readonly object Nobody = new();

    private readonly MemoryCache _entries;
    private readonly CoarseClock _clock;
    private readonly RecentUsers _recent = new();
    private readonly int _most;
    private readonly long _maxBytes;
    private readonly long _leastBytes; // of an entry, so that the bound on bytes is one on entries too
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly Lock _gate = new();
    private Task _compaction = Task.CompletedTask;

    /// <param name="most">How many users are kept.</param>
    /// <param name="maxBytes">How many bytes they take.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="sweepInterval">How often expired users are searched for.</param>
    public IdentityCache(int most, long maxBytes, CoarseClock clock, TimeSpan sweepInterval)
    {
        _most = most;
        _maxBytes = maxBytes;
        _leastBytes = (maxBytes + most - 1) / most;
        _clock = clock;
        _entries = new MemoryCache(new MemoryCacheOptions
        {
            SizeLimit = maxBytes,
            CompactionPercentage = CompactBy,
            ExpirationScanFrequency = sweepInterval,
            Clock = clock,
        });
    }

    /// <summary>Gets the time in ticks of the cache's clock.</summary>
    public long Now => _clock.Now;

    /// <summary>Gets how many users are kept.</summary>
    public int Count => _entries.Count;

    /// <summary>Finds the plain response of a user. The hot path.</summary>
    public CachedUser? FindPlain(string identifier)
    {
        var now = _clock.Now;
        return _recent.Find(identifier, now) ?? FindPlain(identifier, now);
    }

    public CachedUser? Find(IdentityKey key)
    {
        if (!_entries.TryGetValue(key.Identifier, out var value))
        {
            return null;
        }

        if (value is CachedUser single)
        {
            return Equals(single.Variant, key.Variant) ? single : null;
        }

        foreach (var view in Views(value))
        {
            if (Equals(view.Variant, key.Variant))
            {
                return view;
            }
        }

        return null;
    }

    /// <summary>Finds the response for a user with the traits passed along, and makes no key for it.</summary>
    public CachedUser? Find(FlagIdentity identity, IdentityPersistence usual)
    {
        var persistence = identity.Persistence ?? usual;
        if (!_entries.TryGetValue(identity.Identifier, out var value))
        {
            return null;
        }

        if (value is CachedUser single)
        {
            return TraitSetKey.Fits(single.Variant, identity, persistence, usual) ? single : null;
        }

        foreach (var view in Views(value))
        {
            if (TraitSetKey.Fits(view.Variant, identity, persistence, usual))
            {
                return view;
            }
        }

        return null;
    }

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
            var old = _entries.TryGetValue(key.Identifier, out var value) ? Views(value) : [];
            var others = replaceAll ? [] : old.Where(other => other != view && !Equals(other.Variant, key.Variant)).Take(maxVariants - 1);
            CachedUser[] all = [view, .. others];
            if (SizeOf(key, all) > _maxBytes)
            {
                all = [view];
            }

            view.Identifier = key.Identifier;
            using (var entry = _entries.CreateEntry(key.Identifier))
            {
                entry.Value = all.Length == 1 ? view : all;
                entry.Size = SizeOf(key, all);
                entry.AbsoluteExpirationRelativeToNow = keepFor;
            }

            Array.ForEach([.. old.Except(all)], static other => other.Drop());
            _recent.ForgetOthers(key.Identifier, all); // after they were stored: docs/decisions/0012
            return _entries.TryGetValue(key.Identifier, out var kept) && Views(kept).Contains(view);
        }
    }

    /// <summary>Determines whether a response is too large to be kept beside any other.</summary>
    public bool IsTooLarge(IdentityKey key, CachedUser view) => SizeOf(key, [view]) > _maxBytes;

    /// <summary>What is kept of a user is served only when fetching fails.</summary>
    public void MarkOutdated(string identifier) => MarkOutdated(identifier, static (_, _) => true, null);

    /// <summary>The same for one of a user's views.</summary>
    public void MarkOutdated(IdentityKey key) => MarkOutdated(key.Identifier, static (view, variant) => Equals(view.Variant, variant), key.Variant);

    public void Remove(string identifier)
    {
        lock (StripeOf(identifier))
        {
            RemoveLocked(identifier);
        }
    }

    /// <summary>Lets go of what has expired.</summary>
    public void Sweep()
    {
        _recent.Clear();
        _entries.TryGetValue(Nobody, out _); // starts the search for expired entries, if its time has come
    }

    /// <summary>Returns all responses kept, without counting that as a use of them.</summary>
    public IEnumerable<CachedUser> Walk()
    {
        foreach (var identifier in _entries.Keys)
        {
            var value = CoarseClock.RunBehind(static at => at.Entries.Get(at.Identifier), (Entries: _entries, Identifier: identifier));
            if (value is CachedUser single)
            {
                yield return single;
                continue;
            }

            foreach (var view in Views(value))
            {
                yield return view;
            }
        }
    }

    public void Dispose()
    {
        _entries.Dispose();
        _recent.Clear(); // after it: who notes a user from now on finds the cache disposed
    }

    private CachedUser? FindPlain(string identifier, long now)
    {
        if (Find(new IdentityKey(identifier, Variant: null)) is not { } view)
        {
            return null;
        }

        if (_recent.Note(view, now))
        {
            DropUnlessKept(identifier, view);
        }

        return view;
    }

    /// <summary>Whoever replaced or removed the view in between, or disposed the cache, found nothing to forget.</summary>
    private void DropUnlessKept(string identifier, CachedUser view)
    {
        var isKept = false;
        try
        {
            isKept = Find(new IdentityKey(identifier, Variant: null)) == view;
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
            foreach (var view in _entries.TryGetValue(identifier, out var value) ? Views(value) : [])
            {
                if (isMeant(view, variant))
                {
                    view.MarkOutdated();
                }
            }

            _recent.Forget(identifier); // one that the cache has dropped by itself
        }
    }

    // Runs in the pool: it may find the cache disposed, and has nobody to report to. A fetch that needs the room finds none.
    private void Compact(double share)
    {
        try
        {
            _entries.Compact(share);
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private void RemoveLocked(string identifier)
    {
        foreach (var view in _entries.TryGetValue(identifier, out var value) ? Views(value) : [])
        {
            view.Drop();
        }

        _recent.Forget(identifier);
        _entries.Remove(identifier);
    }

    private static CachedUser[] Views(object? value) => value is CachedUser one ? [one] : value as CachedUser[] ?? [];

    private long SizeOf(IdentityKey key, CachedUser[] views)
    {
        var bytes = MemorySize.Of(key.Identifier);
        foreach (var view in views)
        {
            bytes += view.Bytes;
        }

        return Math.Max(_leastBytes, bytes);
    }

    /// <summary>Starts to drop the users read longest ago before the cache is full, and waits for that only when it is.</summary>
    /// <param name="isFull">Whether there was no room, though the number of users may be small.</param>
    public Task MakeRoomAsync(bool isFull)
    {
        var count = _entries.Count;
        if (count < _most * CompactFrom && !isFull)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_compaction.IsCompleted)
            {
                var share = Math.Max(CompactBy, Math.Min(0.5, LeastToCompact / (double)count));
                _compaction = Task.Run(() => Compact(share));
            }

            return isFull || count >= _most ? _compaction : Task.CompletedTask;
        }
    }

    private Lock StripeOf(string identifier) => _stripes[(uint)identifier.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length];
}
