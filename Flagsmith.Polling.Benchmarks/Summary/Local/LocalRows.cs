using System.Globalization;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>Users who are evaluated in this process: what a flag of a new user takes, through the provider.</summary>
internal sealed class LocalRows : IRowGroup
{
    private const int Flags = 100;
    private const int Segments = 10;
    private const int Rounds = 31;
    private const int Reads = 20_000;
    private const int UserCount = 1_000;

    public IReadOnlyList<string> Ids { get; } = ["local.one", "local.ten", "local.one.bytes", "local.all", "local.override", "local.hit", "local.depends"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await using var two = await LocalSample.LoadAsync(LocalDocument.Write(Flags, Segments, overriding: 2));
        await using var ten = await LocalSample.LoadAsync(LocalDocument.Write(Flags, Segments, overriding: Segments));
        await using var overridden = await LocalSample.LoadAsync(LocalDocument.Write(Flags, Segments, overriding: 2, users: UserCount));
        await using var dependent = await LocalSample.LoadAsync(LocalDocument.Write(Flags, Segments, overriding: 2, isDependent: true));
        var one = new LocalLoops(two, LocalDocument.Split);
        var times = await new Race(Rounds, Reads).RunAsync(
            new("frozen dictionary", new FrozenLoop(Flags).Read),
            new("one", one.ReadOne),
            new("ten", new LocalLoops(ten, LocalDocument.Split).ReadOne),
            new("overrides", new LocalLoops(overridden, LocalDocument.Split).ReadOne),
            new("dependent", new LocalLoops(dependent, LocalDocument.Dependent).ReadOne),
            new("user's snapshot", new SnapshotLoop(one.OneUser, LocalDocument.Split).Read),
            new("environment's snapshot", new SnapshotLoop(two.Environment.Current, LocalDocument.Split).Read));
        var all = await new Race(Rounds, Reads / 10).RunAsync(new("one", one.ReadOne), new("all", one.ReadAll));
        return
        [
            Row("local.one", 75, times[1], times[0], "one split flag of a new user, 2 of 10 segments override it"),
            Row("local.ten", 130, times[2], times[0], "all 10 segments override it"),
            SummaryRow.AtMost("local.one.bytes", one.MeasureBytes(), 400, "bytes of a new user and that flag"),
            Row("local.all", 8, all[1], all[0], "all 100 flags of a new user / one"),
            Row("local.override", 1.25, times[3], times[1], "one flag, 1,000 users with overrides / none"),
            Row("local.hit", 2.0, times[5], times[6], "a flag of the same user again / of the environment, by name"),
            Row("local.depends", 2.2, times[4], times[1], "a flag that depends on the split / the split"),
        ];
    }

    private static SummaryRow Row(string id, double target, RoundTimes read, RoundTimes other, string what) => SummaryRow.AtMost(
        id, read.Least / other.Least, target, string.Create(CultureInfo.InvariantCulture, $"{read.Least:0.0} / {other.Least:0.0} ns, {what}"));
}
