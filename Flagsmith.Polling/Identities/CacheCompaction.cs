using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Identities;

/// <summary>Drops the users read longest ago before the cache is full. One compaction runs at a time, in the pool.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CacheCompaction(MemoryCache entries, int most)
{
    /// <summary>What share of the entries goes at least.</summary>
    public const double LeastShare = 0.05;

    private const double CompactFrom = 0.95;
    private const double LargestShare = 0.5;
    private const int LeastToCompact = 64;

    private readonly Lock _gate = new();
    private Task _compaction = Task.CompletedTask;

    /// <summary>Starts to drop the users read longest ago before the cache is full, and waits for that only when it is.</summary>
    /// <param name="isFull">Whether there was no room, though the number of users may be small.</param>
    public Task MakeRoomAsync(bool isFull)
    {
        var count = entries.Count;
        if (count < most * CompactFrom && !isFull)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_compaction.IsCompleted)
            {
                var share = Math.Max(LeastShare, Math.Min(LargestShare, LeastToCompact / (double)count));
                _compaction = Task.Run(() => Compact(share));
            }

            return isFull || count >= most ? _compaction : Task.CompletedTask;
        }
    }

    // Runs in the pool: it may find the cache disposed, and has nobody to report to. A fetch that needs the room finds none.
    private void Compact(double share)
    {
        try
        {
            entries.Compact(share);
        }
        catch (ObjectDisposedException)
        {
        }
    }
}
