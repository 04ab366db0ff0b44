using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Benchmarks.Summary.Reads;
using Flagsmith.Polling.Benchmarks.Summary.Threads;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>Whether new users' evaluations scale from one thread to two as the floor does.</summary>
internal sealed class LocalThreadRows : IRowGroup
{
    private const int Flags = 100;
    private const int MaxRounds = 120;
    private const int EnoughRounds = 15;

    public IReadOnlyList<string> Ids { get; } = ["local.threads"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        await using var sample = await LocalSample.LoadAsync(LocalDocument.Write(Flags, segments: 10, overriding: 2));
        var (bare, loops) = (new BareLoops(Flags), new LocalLoops(sample, LocalDocument.Split));
        _ = await new Race(rounds: 1, operations: 20_000).RunAsync(new("floor", bare.Array), new("one", loops.ReadOne)); // for the compiler
        var ratios = new List<double>();
        for (var round = 0; round < MaxRounds && ratios.Count < EnoughRounds; round++)
        {
            if (ThreadRows.RunRound(bare.Array, loops.ReadOne) is { } ratio)
            {
                ratios.Add(ratio);
            }
        }

        return [ThreadRows.RowOf("local.threads", ratios)];
    }
}
