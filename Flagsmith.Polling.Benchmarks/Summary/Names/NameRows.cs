using System.Globalization;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Benchmarks.Summary.Names;

/// <summary>Reads by names of several families, and the building of a table of crafted names.</summary>
internal sealed class NameRows : IRowGroup
{
    private const int TablesPerCell = 3;
    private const int Rounds = 40;
    private const int WarmUpRounds = 8;
    private const int WarmUpCalls = 30;
    private const int HostileNames = 100_000;
    private const int HostileRounds = 7;

    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(15);

    private static readonly int[] WarmUpSizes = [100, 1_000];

    private static readonly int[] Sizes = [100, 1_000, 10_000, 100_000];

    public IReadOnlyList<string> Ids { get; } = ["read.names.worst", "read.names.median", "names.hostile"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await WarmUpAsync();
        var cells = NameFamilies.All.SelectMany(family => Sizes.Select(size => MeasureCell(family.Family, family.NameOf, size))).OrderBy(cell => cell.Ratio).ToList();
        if (Environment.GetEnvironmentVariable("FLAGSMITH_POLLING_CELLS") == "1")
        {
            cells.ForEach(cell => Console.WriteLine(Text($"  {cell.Name,-42} {cell.Ours,7:0.0} / {cell.Bare,7:0.0} ns = {cell.Ratio:0.00}")));
        }

        var (worst, median) = (cells[^1], cells[cells.Count / 2]);
        var (hostile, ordinary, way) = MeasureHostile();
        IReadOnlyList<SummaryRow> rows =
        [
            SummaryRow.AtMost("read.names.worst", worst.Ratio, 1.25, Text($"{worst.Ours:0.0} / {worst.Bare:0.0} ns, {worst.Name}: random order, strings of their own / a bare FrozenDictionary")),
            SummaryRow.AtMost("read.names.median", median.Ratio, 1.0, Text($"{median.Ours:0.0} / {median.Bare:0.0} ns, {median.Name}: the median of {cells.Count} families and sizes")),
            SummaryRow.AtMost("names.hostile", hostile / ordinary, 3, Text($"{hostile:0.0} / {ordinary:0.0} ms, {HostileNames:N0} names crafted against {way} / ordinary ones")),
        ];
        return rows;
    }

    // After each call the runtime may have compiled anew what it has seen to be hot; it does so in the background.
    private static async Task WarmUpAsync()
    {
        // Of two sizes, so that each of the table's ways is hot: which one it takes depends on the names and on how many there are.
        foreach (var names in NameFamilies.All.SelectMany(static family => WarmUpSizes.Select(size => NameFamilies.Make(family.NameOf, size))))
        {
            var loops = new NameLoops(names);
            for (var call = 0; call < WarmUpCalls; call++)
            {
                _ = loops.ReadSnapshot() + loops.ReadBare();
                await Task.Delay(WarmUpPause);
            }
        }

        await Task.Delay(WarmUpPause * 30);
    }

    // The middle of several pairs of tables: how fast a large one is depends on where memory lies.
    private static (string Name, double Ours, double Bare, double Ratio) MeasureCell(string family, Func<int, string> nameOf, int size)
    {
        var (ours, bare) = Enumerable.Range(0, TablesPerCell).Select(_ => MeasureTables(nameOf, size)).OrderBy(static pair => pair.Ours / pair.Bare).ElementAt(TablesPerCell / 2);
        return (Text($"{family} × {size:N0}"), ours, bare, ours / bare);
    }

    private static (double Ours, double Bare) MeasureTables(Func<int, string> nameOf, int size)
    {
        var loops = new NameLoops(NameFamilies.Make(nameOf, size));
        var (ours, bare) = (double.MaxValue, double.MaxValue);
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var first = TimeOf(loops.ReadSnapshot, loops.Expected);
            var second = TimeOf(loops.ReadBare, loops.Expected);
            (ours, bare) = round < 0 ? (ours, bare) : (Math.Min(ours, first), Math.Min(bare, second));
        }

        return (ours, bare);
    }

    private static double TimeOf(Func<int> read, int expected)
    {
        var began = ThreadClock.Thread;
        return read() == expected ? (ThreadClock.Thread - began) / 16_384 : throw new InvalidOperationException("A read by name did not find its flag.");
    }

    private static (double Hostile, double Ordinary, string Way) MeasureHostile()
    {
        var ordinary = LeastOf(NameFamilies.Make(NameFamilies.All[1].NameOf, HostileNames));
        return HostileNameSets.All
            .Select(set => (Hostile: LeastOf(set.Make(HostileNames)), Ordinary: ordinary, set.Way))
            .MaxBy(set => set.Hostile);
    }

    private static double LeastOf(string[] names)
    {
        var least = double.MaxValue;
        for (var round = 0; round < HostileRounds; round++)
        {
            var began = ThreadClock.Thread;
            _ = NameTable.TryMake(names) ?? throw new InvalidOperationException("A name is there twice.");
            least = Math.Min(least, (ThreadClock.Thread - began) / 1e6);
        }

        return least;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
