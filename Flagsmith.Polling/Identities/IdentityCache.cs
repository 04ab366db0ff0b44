using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Identities;

/// <summary>Keeps users' snapshots: one entry for each identifier, in it the answers for the variants asked for.</summary>
/// <remarks>
/// Thread-safe. Around <see cref="MemoryCache"/>, which refuses new entries at its limit and lets expired ones lie until somebody calls:
/// so it is made smaller ahead of the limit, and poked by a timer. An entry's value is one snapshot or an array of them, newest first.
/// </remarks>
internal sealed class IdentityCache : IDisposable
{
    private const double CompactFrom = 0.95;
    private const double CompactBy = 0.05;
    private const int LeastToCompact = 64;
    private const int StoreAttempts = 3;

    private static readonly object Nobody = new();

    private readonly MemoryCache _entries;
    private readonly CoarseClock _clock;
    private readonly RecentUsers _recent = new();
    private readonly int _most;
    private readonly Lock[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private readonly Lock _gate = new();
    private FlagBase? _settledOn;
    private Task _compaction = Task.CompletedTask;

    public IdentityCache(int most, CoarseClock clock, TimeSpan sweepInterval)
    {
        _most = most;
        _clock = clock;
        _entries = new MemoryCache(new MemoryCacheOptions
        {
            SizeLimit = most,
            CompactionPercentage = CompactBy,
            ExpirationScanFrequency = sweepInterval,
            Clock = clock,
        });
    }

    /// <summary>Gets how many users are kept.</summary>
    public int Count => _entries.Count;

    /// <summary>Finds the plain answer of a user, if it is the only one kept. The hot path.</summary>
    public IdentityFlagSnapshot? FindSingle(string identifier)
    {
        var now = _clock.Now;
        return _recent.Find(identifier, now) ?? FindSingle(identifier, now);
    }

    public IdentityFlagSnapshot? Find(IdentityKey key) =>
        _entries.TryGetValue(key.Identifier, out var value) ? Array.Find(Views(value), view => Equals(view.Variant, key.Variant)) : null;

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">Whose answer, to what.</param>
    /// <param name="view">The answer.</param>
    /// <param name="mostVariants">How many answers of this user are kept.</param>
    /// <param name="keepFor">For how long.</param>
    /// <param name="replaceAll">Whether the user's other answers are out of date.</param>
    public async Task StoreAsync(IdentityKey key, IdentityFlagSnapshot view, int mostVariants, TimeSpan keepFor, bool replaceAll)
    {
        for (var attempt = 0; attempt < StoreAttempts; attempt++)
        {
            await MakeRoomAsync().ConfigureAwait(false);
            if (TryStore(key, view, mostVariants, keepFor, replaceAll))
            {
                return;
            }
        }
    }

    public void Remove(string identifier)
    {
        lock (StripeOf(identifier))
        {
            RemoveLocked(identifier);
        }
    }

    /// <summary>Removes a user if this answer is still the one kept.</summary>
    public void Remove(IdentityKey key, IdentityFlagSnapshot view)
    {
        lock (StripeOf(key.Identifier))
        {
            if (_entries.TryGetValue(key.Identifier, out var value) && Views(value).Contains(view))
            {
                RemoveLocked(key.Identifier);
            }
        }
    }

    /// <summary>Lets go of what has expired, and of all environments but the given one.</summary>
    public void Maintain(FlagBase flags)
    {
        _recent.Clear();
        _entries.TryGetValue(Nobody, out _); // starts the search for expired entries, if its time has come
        if (ReferenceEquals(flags, _settledOn))
        {
            return;
        }

        var plans = new Dictionary<FlagBase, RebasePlan>();
        CoarseClock.RunBehind(() => RebaseAll(flags, plans));
        _settledOn = plans.Count == 0 ? flags : null; // a fetch that began before the change may still bring the old one
    }

    public void Dispose()
    {
        _recent.Clear();
        _entries.Dispose();
    }

    private IdentityFlagSnapshot? FindSingle(string identifier, long now)
    {
        if (!_entries.TryGetValue(identifier, out var value) || value is not IdentityFlagSnapshot { Variant: null } view)
        {
            return null;
        }

        _recent.Note(view, now);
        return view;
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

    private void RebaseAll(FlagBase flags, Dictionary<FlagBase, RebasePlan> plans)
    {
        foreach (var identifier in _entries.Keys)
        {
            foreach (var view in _entries.TryGetValue(identifier, out var value) ? Views(value) : [])
            {
                Rebase(view, flags, plans);
            }
        }
    }

    private static void Rebase(IdentityFlagSnapshot view, FlagBase flags, Dictionary<FlagBase, RebasePlan> plans)
    {
        var from = view.Overlay.Base;
        if (ReferenceEquals(from, flags))
        {
            return;
        }

        if (!plans.TryGetValue(from, out var plan))
        {
            plans[from] = plan = new RebasePlan(from, flags);
        }

        view.Rebase(plan);
    }

    private static IdentityFlagSnapshot[] Views(object? value) => value is IdentityFlagSnapshot one ? [one] : value as IdentityFlagSnapshot[] ?? [];

    private bool TryStore(IdentityKey key, IdentityFlagSnapshot view, int mostVariants, TimeSpan keepFor, bool replaceAll)
    {
        lock (StripeOf(key.Identifier))
        {
            var old = _entries.TryGetValue(key.Identifier, out var value) ? Views(value) : [];
            var others = replaceAll ? [] : old.Where(other => other != view && !Equals(other.Variant, key.Variant)).Take(mostVariants - 1);
            IdentityFlagSnapshot[] all = [view, .. others];
            view.Identifier = key.Identifier;
            Array.ForEach([.. old.Except(all)], static other => other.Drop());
            if (old.Length == 0)
            {
                _recent.Forget(key.Identifier);
            }

            using (var entry = _entries.CreateEntry(key.Identifier))
            {
                entry.Value = all.Length == 1 ? view : all;
                entry.Size = 1;
                entry.AbsoluteExpirationRelativeToNow = keepFor;
            }

            return _entries.TryGetValue(key.Identifier, out var kept) && Views(kept).Contains(view);
        }
    }

    /// <summary>Starts to drop the users read longest ago before the cache is full, and waits for that only when it is.</summary>
    private Task MakeRoomAsync()
    {
        var count = _entries.Count;
        if (count < _most * CompactFrom)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_compaction.IsCompleted)
            {
                var share = Math.Max(CompactBy, Math.Min(0.5, LeastToCompact / (double)count));
                _compaction = Task.Run(() => _entries.Compact(share));
            }

            return count >= _most ? _compaction : Task.CompletedTask;
        }
    }

    private Lock StripeOf(string identifier) => _stripes[(uint)identifier.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length];
}
