using System.Globalization;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Summary.Reads;

namespace Flagsmith.Polling.Benchmarks.Summary.Threads;

/// <summary>Whether reads by key scale from one thread to two as the floor does, while a poller swaps.</summary>
/// <remarks>Only rounds count in which each reader had a core to itself: two threads that share a core scale badly whatever they read.</remarks>
internal sealed class ThreadRows : IRowGroup
{
    private const int Flags = 100;
    private const int MaxRounds = 120;
    private const int EnoughRounds = 15;
    private const int LeastRounds = 5;
    private const double Target = 0.9;

    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(30);

    public IReadOnlyList<string> Ids { get; } = ["read.threads"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await using var stage = await CellStage.SetAsync(Flags);
        var (bare, reads) = (new BareLoops(Flags), new ReadLoops(stage.Environment));
        _ = await new Race(rounds: 1, operations: 200_000).RunAsync(new("floor", bare.Array), new("key", reads.SwitchByKey)); // for the compiler
        stage.StartSwapping(bare.Swap);
        var ratios = new List<double>();
        for (var round = 0; round < MaxRounds && ratios.Count < EnoughRounds; round++)
        {
            if (RunRound(bare.Array, reads.SwitchByKey) is { } ratio)
            {
                ratios.Add(ratio);
            }
        }

        return [RowOf("read.threads", ratios)];
    }

    /// <summary>Runs a round of both loops with one thread and with two.</summary>
    /// <returns>How the second scales against the floor; null where a thread had to share its core.</returns>
    public static double? RunRound(Func<int, int> floor, Func<int, int> key)
    {
        PhaseResult[] phases = [ReaderPhase.Run(floor, 1, Length), ReaderPhase.Run(floor, 2, Length), ReaderPhase.Run(key, 1, Length), ReaderPhase.Run(key, 2, Length)];
        return Array.TrueForAll(phases, phase => phase.IsValid)
            ? phases[3].Throughput / phases[2].Throughput / (phases[1].Throughput / phases[0].Throughput)
            : null;
    }

    /// <summary>Makes the row of the rounds' ratios.</summary>
    public static SummaryRow RowOf(string id, List<double> ratios)
    {
        var median = ratios.Count == 0 ? 0 : ratios.Order().ElementAt(ratios.Count / 2);
        var detail = string.Create(CultureInfo.InvariantCulture, $"median of {ratios.Count} rounds in which each of the readers had its core");
        var row = SummaryRow.AtLeast(id, median, Target, detail);
        return ratios.Count < LeastRounds ? row with { Verdict = Verdict.Noisy } : row;
    }
}
