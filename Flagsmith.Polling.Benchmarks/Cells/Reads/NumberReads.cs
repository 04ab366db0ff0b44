using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>A flag's value as an int.</summary>
public class NumberReads : ReadCells
{
    private BareNumbers _bare = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public int VolatileArray() => _bare.InArray(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByKey() => Environment.NumberByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByName() => Environment.NumberByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByKey() => User.NumberByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByName() => TypedUser.NumberByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int FrozenDictionary() => _bare.InFrozen(Reads);

    private protected override Action SetUpBare(CellStage stage)
    {
        _bare = new BareNumbers(Flags);
        return _bare.Swap;
    }
}
