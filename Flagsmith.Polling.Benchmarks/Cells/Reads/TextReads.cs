using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>A flag's value as a string.</summary>
public class TextReads : ReadCells
{
    private BareTexts _bare = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public int VolatileArray() => _bare.InArray(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByKey() => Environment.TextByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByName() => Environment.TextByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByKey() => TypedUser.TextByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByName() => TypedUser.TextByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int FrozenDictionary() => _bare.InFrozen(Reads);

    private protected override Action SetUpBare(CellStage stage)
    {
        _bare = new BareTexts(Flags);
        return _bare.Swap;
    }
}
