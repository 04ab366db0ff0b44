using System.Diagnostics;
using System.Globalization;
using Flagsmith.Polling.Benchmarks.Summary;

namespace Flagsmith.Polling.Benchmarks.Chart;

/// <summary>What one read costs in each design, as a table and as a picture.</summary>
internal sealed class ChartMode : IMode
{
    private const string DefaultFile = "docs/images/reads.svg";

    public string Name => "--chart";

    public string Usage => $"[--out FILE]    what one read costs in each design; draws it into FILE, {DefaultFile} by default";

    public Task<int>? Start(string[] arguments) => arguments switch
    {
        [] => RunAsync(DefaultFile),
        ["--out", var file] when file.Length > 0 => RunAsync(file),
        _ => null,
    };

    private static async Task<int> RunAsync(string file)
    {
        var started = Stopwatch.GetTimestamp();
        var costs = await ReadCosts.MeasureAsync();
        var floor = costs.First(cost => cost.Name == ReadCosts.Floor).Nanoseconds;
        Print(costs, floor);
        await OutputFile.WriteAsync(file, BarChart.Draw($"One read of one flag out of {ReadCosts.Flags}", Note, costs, floor));
        Console.WriteLine($"{file} written; {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s in all");
        return 0;
    }

    private static string Note => ThreadClock.IsExact
        ? "fastest of several rounds: time on a core, but of the HTTP call the time that passes; in brackets by the floor"
        : "fastest of several rounds: the time that passes; in brackets by the floor";

    private static void Print(IReadOnlyList<ReadCost> costs, double floor)
    {
        Console.WriteLine(Note);
        Console.WriteLine($"{"one read",-34} {"ns",12} {"× floor",12}");
        foreach (var cost in costs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Name,-34} {cost.Nanoseconds,12:#,0.00} {cost.Nanoseconds / floor,12:#,0.0}"));
        }
    }
}
