using Flagsmith.Polling.Snapshots;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Identities;

/// <summary>The entries of the cache: one for each identifier, bounded in bytes and in time.</summary>
/// <remarks>
/// Thread-safe. Around <see cref="MemoryCache"/>, which refuses new entries at its limit and lets expired ones lie until somebody calls:
/// so it is made smaller ahead of the limit, and poked by a timer.
/// </remarks>
internal sealed class UserEntries : IDisposable
{
    private static readonly object Nobody = new();

    private readonly MemoryCache _entries;
    private readonly CacheCompaction _compaction;
    private readonly long _maxBytes;
    private readonly long _leastBytes; // of an entry, so that the bound on bytes is one on entries too

    /// <param name="most">How many users are kept.</param>
    /// <param name="maxBytes">How many bytes they take.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="sweepInterval">How often expired users are searched for.</param>
    public UserEntries(int most, long maxBytes, CoarseClock clock, TimeSpan sweepInterval)
    {
        _maxBytes = maxBytes;
        _leastBytes = (maxBytes + most - 1) / most;
        _entries = new MemoryCache(new MemoryCacheOptions
        {
            SizeLimit = maxBytes,
            CompactionPercentage = CacheCompaction.LeastShare,
            ExpirationScanFrequency = sweepInterval,
            Clock = clock,
        });
        _compaction = new CacheCompaction(_entries, most);
    }

    public int Count => _entries.Count;

    public UserResponses Find(string identifier) => new(_entries.TryGetValue(identifier, out var value) ? value : null);

    /// <summary>Replaces what is kept of a user. Without room, nothing is kept.</summary>
    public void Set(string identifier, CachedUser[] responses, TimeSpan keepFor)
    {
        using var entry = _entries.CreateEntry(identifier);
        entry.Value = UserResponses.ValueOf(responses);
        entry.Size = SizeOf(identifier, responses);
        entry.AbsoluteExpirationRelativeToNow = keepFor;
    }

    public void Remove(string identifier) => _entries.Remove(identifier);

    /// <summary>Determines whether responses are too large to be kept, beside whatever else.</summary>
    public bool AreTooLarge(string identifier, CachedUser[] responses) => SizeOf(identifier, responses) > _maxBytes;

    /// <inheritdoc cref="CacheCompaction.MakeRoomAsync"/>
    public Task MakeRoomAsync(bool isFull) => _compaction.MakeRoomAsync(isFull);

    /// <summary>Starts the search for expired entries, if its time has come.</summary>
    public void Sweep() => _entries.TryGetValue(Nobody, out _);

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

            foreach (var view in new UserResponses(value).ToArray())
            {
                yield return view;
            }
        }
    }

    public void Dispose() => _entries.Dispose();

    private long SizeOf(string identifier, CachedUser[] responses)
    {
        var bytes = MemorySize.Of(identifier);
        foreach (var view in responses)
        {
            bytes += view.Bytes;
        }

        return Math.Max(_leastBytes, bytes);
    }
}
