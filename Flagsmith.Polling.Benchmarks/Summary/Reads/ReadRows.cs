using System.Globalization;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>Reads of 100 flags against the least that any design has to do, and against Microsoft.FeatureManagement.</summary>
internal sealed class ReadRows : IRowGroup
{
    private const int Flags = 100;
    private const int Rounds = 31;
    private const int Reads = 200_000;

    // Of a slower read fewer are needed for a round of the same length.
    private const int PeerRounds = 11;
    private const int PeerReads = 20_000;

    public IReadOnlyList<string> Ids { get; } =
    [
        "read.key.bool", "read.key.typed", "read.name.bool", "read.bytes", "read.identity.name", "peer.featuremanagement.name", "peer.featuremanagement.key",
    ];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await using var environment = await SampleEnvironment.LoadAsync(Flags);
        await using var users = new CachedUsers(most: 1_000);
        await users.WarmUpAsync();
        await using var peer = new FeatureManagementLoop(Flags);
        var user = await users.Provider.GetFlagsAsync(UserPopulation.Identifier(1));
        var bare = new BareLoops(Flags);
        var reads = new ReadLoops(environment.Provider);
        var ofUser = new UserReadLoops(user);
        var ofEnvironment = new SnapshotReadLoops(environment.Provider.Current);

        Contestant[] contestants =
        [
            new("floor", bare.Array), new("frozen dictionary", bare.Frozen), new("bool by key", reads.SwitchByKey), new("bool by name", reads.SwitchByName),
            new("int by key", reads.NumberByKey), new("enum by key", reads.DayByKey), new("JSON by key", reads.LimitsByKey),
            new("user by name", ofUser.SwitchByName), new("environment by name", ofEnvironment.SwitchByName),
        ];
        var times = await new Race(Rounds, Reads).RunAsync(contestants);
        var peers = await new Race(PeerRounds, PeerReads).RunAsync(new("FeatureManagement", peer.Switch), contestants[3], contestants[2]);
        var bytes = WorstBytes(reads, ofUser);
        return
        [
            KeyRow("read.key.bool", 2.1, 0, times[0], times[2]),
            KeyRow("read.key.typed", 4.0, 3.5, times[0], [.. times.AsSpan(4, 3)]),
            Row("read.name.bool", 1.25, times[3], times[1]),
            SummaryRow.AtMost("read.bytes", bytes, 0, "bytes of the worst of 13 kinds of reads"),
            Row("read.identity.name", 1.5, times[7], times[8]),
            PeerRow("peer.featuremanagement.name", 8, peers[0], peers[1]),
            PeerRow("peer.featuremanagement.key", 50, peers[0], peers[2]),
        ];
    }

    private static double WorstBytes(ReadLoops reads, UserReadLoops user)
    {
        Func<int, int>[] loops =
        [
            reads.SwitchByKey, reads.NumberByKey, reads.DayByKey, reads.LimitsByKey, reads.TextByKey,
            reads.SwitchByName, reads.NumberByName, reads.DayByName, reads.LimitsByName, reads.TextByName,
            user.SwitchByKey, user.NumberByKey, user.SwitchByName,
        ];
        return loops.Max(loop =>
        {
            _ = loop(1_000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = loop(1_000);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        });
    }

    // The floor is two or three cycles: where the ratio is over, the time itself may still be what was asked for.
    private static SummaryRow KeyRow(string id, double ratio, double nanoseconds, RoundTimes floor, params RoundTimes[] reads)
    {
        var worst = reads.MaxBy(read => read.Least)!;
        var row = SummaryRow.AtMost(id, worst.Least / floor.Least, ratio, Detail(worst, floor));
        return worst.Least <= nanoseconds ? row with { Verdict = Verdict.Ok } : row;
    }

    private static SummaryRow Row(string id, double target, RoundTimes read, RoundTimes bare) =>
        SummaryRow.AtMost(id, read.Least / bare.Least, target, Detail(read, bare));

    private static SummaryRow PeerRow(string id, double target, RoundTimes peer, RoundTimes read) =>
        SummaryRow.AtLeast(id, peer.Least / read.Least, target, Detail(peer, read));

    private static string Detail(RoundTimes one, RoundTimes other) => string.Create(
        CultureInfo.InvariantCulture, $"{one.Least:0.00} / {other.Least:0.00} ns; medians {one.Median:0.00} / {other.Median:0.00}");
}
