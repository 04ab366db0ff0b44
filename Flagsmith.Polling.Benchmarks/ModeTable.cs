using Flagsmith.Polling.Benchmarks.Cells;
using Flagsmith.Polling.Benchmarks.Chart;
using Flagsmith.Polling.Benchmarks.Fleet;
using Flagsmith.Polling.Benchmarks.Herd;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Benchmarks.Soak;
using Flagsmith.Polling.Benchmarks.Stress;
using Flagsmith.Polling.Benchmarks.Summary;
using Flagsmith.Polling.Benchmarks.Summary.Web;

namespace Flagsmith.Polling.Benchmarks;

/// <summary>All modes; runs the one that the command line names.</summary>
internal static class ModeTable
{
    private const int WrongUsage = 2;

    private static readonly IMode[] Modes = [new MemoryMode(), new HerdMode(), new FleetMode(), new SoakMode(), new StressMode(), new SummaryMode(), new WebServerMode(), new CellsMode(), new ChartMode()];

    public static Task<int> RunAsync(string[] args) => Start(args) ?? Task.FromResult(PrintUsage());

    private static Task<int>? Start(string[] args) =>
        args is [var name, .. var arguments] ? Array.Find(Modes, mode => mode.Name == name)?.Start(arguments) : null;

    private static int PrintUsage()
    {
        Console.Error.WriteLine("One of:");
        foreach (var mode in Modes)
        {
            Console.Error.WriteLine($"  {mode.Name} {mode.Usage}");
        }

        return WrongUsage;
    }
}
