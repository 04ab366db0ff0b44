using System.Globalization;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Users;

/// <summary>Cached users: what finding one takes, and how many bytes one is.</summary>
internal sealed class UserRows : IRowGroup
{
    private const int Users = 50_000;
    private const int Rounds = 31;
    private const int Reads = 50_000;

    public IReadOnlyList<string> Ids { get; } = ["identity.hit", "identity.hit.bytes", "identity.hit.traits", "identity.hit.traits.bytes", "identity.bytes"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await using var cached = new CachedUsers(Users);
        await cached.WarmUpAsync();
        var empty = HeldMemory.Measure();
        await cached.FillAsync(Users, static _ => { });
        var bytes = (HeldMemory.Measure() - empty) / (double)cached.Count;
        using var bare = new BareCache(Users, cached.Time);
        var loops = new HitLoops(cached.Provider, bare.Entries, Users / 2);
        var traits = new TraitHitLoops(cached.Provider, Users / 2);
        await traits.CacheAsync();
        var times = await new Race(Rounds, Reads).RunAsync(
            new("look-up", loops.Bare), new("hit and read by name", loops.ReadByName), new("hit and read by key", loops.ReadByKey), new("hit", loops.Find),
            new("hit with traits", traits.Find), new("traits", traits.Make));
        return
        [
            SummaryRow.AtMost("identity.hit", times[1].Least / times[0].Least, 1.7, Detail(times)),
            SummaryRow.AtMost("identity.hit.bytes", BytesOf(loops), 0, "bytes of a hit and one read, by name and by key"),
            SummaryRow.AtMost("identity.hit.traits", (times[4].Least - times[5].Least) / times[0].Least, 20, TraitDetail(times)),
            SummaryRow.AtMost("identity.hit.traits.bytes", traits.MeasureBytes(), 200, "bytes of a hit with three traits, without those of the traits"),
            SummaryRow.AtMost("identity.bytes", bytes, 700, string.Create(CultureInfo.InvariantCulture, $"bytes held by a user, all in; {cached.Count:N0} users")),
        ];
    }

    private static double BytesOf(HitLoops loops)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = loops.ReadByName(1_000) + loops.ReadByKey(1_000);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 2_000.0;
    }

    private static string TraitDetail(RoundTimes[] times) => string.Create(
        CultureInfo.InvariantCulture, $"{times[4].Least - times[5].Least:0} / {times[0].Least:0.0} ns, a hit with three traits in a new dictionary, which costs {times[5].Least:0} ns and is deducted");

    private static string Detail(RoundTimes[] times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{times[1].Least:0.0} / {times[0].Least:0.0} ns, read by name; by key {times[2].Least / times[0].Least:0.00}, the hit alone {times[3].Least / times[0].Least:0.00}");
}
