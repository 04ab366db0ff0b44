using System.Globalization;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>What cached users cost: bytes, reads, and what of the bytes comes back when they expire.</summary>
internal sealed class MemoryMode : IMode
{
    private const int DefaultUsers = 100_000;
    private const int LeastUsers = 1_000;
    private const double MaxBytes = 700;
    private const double MaxGigabytes = 0.7;
    private const double MaxRatio = 1.7;
    private const double LeastGivenBack = 95;

    public string Name => "--memory";

    public string Usage => $"[USERS]    bytes and hits of cached users; {DefaultUsers} by default, at least {LeastUsers}";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [] => RunAsync(DefaultUsers),
        [var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users >= LeastUsers => RunAsync(users),
        _ => null,
    };

    private static async Task<int> RunAsync(int users)
    {
        await using var cached = new CachedUsers(users);
        await cached.WarmUpAsync();
        Console.WriteLine($"{users:N0} users: {cached.FlagCount} flags, {UserPopulation.Differences} of them their own, 3 traits, identifiers of 20 characters");
        var empty = HeldMemory.Measure();
        await cached.FillAsync(users, Console.WriteLine);
        var full = HeldMemory.Measure();
        var count = cached.Count;
        var hit = CompareHits(cached, users);
        await cached.ExpireAsync();
        var left = HeldMemory.Measure();
        return Report(users, count, empty, full, left, hit);
    }

    // Not inlined: the bare cache must not be held by this run's frame when what is left is counted.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HitResult CompareHits(CachedUsers cached, int users)
    {
        using var bare = new BareCache(users, cached.Time);
        return new HitComparison(cached.Provider, bare.Entries, users / 2).Run();
    }

    private static int Report(int users, int count, long empty, long full, long left, HitResult hit)
    {
        var bytes = (full - empty) / (double)count;
        Target[] bounds =
        [
            new("users held after the fill", $"{count:N0}", $"all {users:N0}", count == users),
            Target.AtMost("bytes of a user, all in", bytes, MaxBytes, "B"),
            Target.AtMost("1,000,000 users at that", bytes / 1_000, MaxGigabytes, "GB"),
            Target.AtLeast("given back after expiry, nobody calling", 100.0 * (full - left) / (full - empty), LeastGivenBack, "%"),
            Target.AtMost("bytes allocated by a hit", hit.Bytes, 0, "B"),
        ];
        Target[] times =
        [
            Target.AtMost("hit and one read, by the bare cache, median", hit.Read.Median / hit.Bare.Median, MaxRatio, "x"),
            Target.AtMost("hit and one read, by the bare cache, fastest", hit.Read.Least / hit.Bare.Least, MaxRatio, "x"),
        ];
        Console.WriteLine($"held: {empty / 1e6:F1} MB before, {full / 1e6:F1} MB with the users, {left / 1e6:F1} MB after they expired");
        Console.WriteLine($"hit and one read: {hit.Read}; hit alone: {hit.Find}; look-up in a bare cache: {hit.Bare}");
        Array.ForEach([.. bounds, .. times], target => target.Print());
        return bounds.All(target => target.IsMet) ? 0 : 1;
    }
}
