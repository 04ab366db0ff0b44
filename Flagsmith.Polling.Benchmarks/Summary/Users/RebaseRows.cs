using System.Globalization;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Users;

/// <summary>Cached users after a change of the environment: how many bytes they are, what the first read takes, and how long the maintenance holds a thread.</summary>
internal sealed class RebaseRows : IRowGroup
{
    private const int FewUsers = 10_000;
    private const int ManyFlags = 1_000;
    private const int ManyUsers = 100_000;
    private const int Passes = 3;
    private const int Chunk = 500;

    private static double _longestPause;

    public IReadOnlyList<string> Ids { get; } = ["rebase.bytes", "rebase.read", "rebase.slice"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        var (changed, renamed) = await MeasureBytesAsync();
        var (first, hit, slice) = await MeasureTimesAsync();
        return
        [
            SummaryRow.AtMost("rebase.bytes", Math.Max(changed, renamed), 700, Text($"bytes held by a user after all {ManyFlags:N0} flags changed ({changed:0}) and were renamed ({renamed:0})")),
            SummaryRow.AtMost("rebase.read", first / hit, 20, Text($"{first:0} / {hit:0} ns, a user's first read after a change / a hit of another user each time")),
            SummaryRow.AtMost("rebase.slice", slice, 10, Text($"ms of the longest slice of the maintenance, {ManyUsers:N0} users; the least of {Passes} passes; without pauses of the garbage collector, of which the longest was {_longestPause:0.0} ms")),
        ];
    }

    private static async Task<(double Changed, double Renamed)> MeasureBytesAsync()
    {
        await using var cached = new CachedUsers(FewUsers, ManyFlags);
        await cached.WarmUpAsync();
        var empty = HeldMemory.Measure();
        await cached.FillAsync(FewUsers, static _ => { });
        await cached.ChangeAllFlagsAsync();
        FollowAll(cached);
        var changed = (HeldMemory.Measure() - empty) / (double)cached.Count;
        await cached.RenameAllFlagsAsync();
        FollowAll(cached);
        var renamed = (HeldMemory.Measure() - empty) / (double)cached.Count;
        return cached.Count == FewUsers ? (changed, renamed) : throw new InvalidOperationException($"Only {cached.Count} of {FewUsers} users are cached.");
    }

    private static async Task<(double First, double Hit, double Slice)> MeasureTimesAsync()
    {
        await using var cached = new CachedUsers(ManyUsers);
        await cached.WarmUpAsync();
        await cached.FillAsync(ManyUsers, static _ => { });
        var identifiers = Enumerable.Range(0, ManyUsers).Select(UserPopulation.Identifier).ToArray();
        _ = LeastOfChunk(cached.Provider, identifiers);
        cached.Time.Advance(TimeSpan.FromSeconds(1)); // a step of the clock: each hit goes to the cache itself, as the first read does
        var hit = LeastOfChunk(cached.Provider, identifiers);
        await cached.ChangeAllFlagsAsync();
        var first = LeastOfChunk(cached.Provider, identifiers);
        var slice = double.MaxValue;
        for (var pass = 0; pass < Passes; pass++)
        {
            await (pass % 2 == 0 ? cached.RenameAllFlagsAsync() : cached.ChangeAllFlagsAsync());
            slice = Math.Min(slice, FollowAll(cached));
        }

        return (first, hit, slice);
    }

    /// <returns>The longest slice in milliseconds.</returns>
    private static double FollowAll(CachedUsers cached)
    {
        using var users = cached.Walk().GetEnumerator();
        var longest = 0.0;
        for (var more = true; more;)
        {
            var (began, paused) = (ThreadClock.Thread, GC.GetTotalPauseDuration());
            more = cached.FollowSlice(users);
            var pause = (GC.GetTotalPauseDuration() - paused).TotalMilliseconds; // the process's, not the slice's: here it has nothing but slices to collect
            longest = Math.Max(longest, ((ThreadClock.Thread - began) / 1e6) - pause);
            _longestPause = Math.Max(_longestPause, pause);
        }

        return longest;
    }

    /// <returns>The least time of a read in nanoseconds, over some hundred reads of different users.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double LeastOfChunk(IIdentityFlagProvider provider, string[] identifiers)
    {
        var least = double.MaxValue;
        for (var start = 0; start < identifiers.Length; start += Chunk)
        {
            var began = ThreadClock.Thread;
            foreach (var identifier in identifiers.AsSpan(start, Chunk))
            {
                var read = provider.GetFlagsAsync(identifier);
                if (!read.IsCompletedSuccessfully)
                {
                    throw new InvalidOperationException("A cached user was waited for.");
                }
            }

            least = Math.Min(least, (ThreadClock.Thread - began) / Chunk);
        }

        return least;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
