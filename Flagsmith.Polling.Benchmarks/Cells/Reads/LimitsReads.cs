using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>A flag's value as an object that was read from JSON.</summary>
public class LimitsReads : ReadCells
{
    private BareLimits _bare = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public int VolatileArray() => _bare.InArray(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByKey() => Environment.LimitsByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByName() => Environment.LimitsByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByKey() => TypedUser.LimitsByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByName() => TypedUser.LimitsByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int FrozenDictionary() => _bare.InFrozen(Reads);

    private protected override Action SetUpBare(CellStage stage)
    {
        _bare = new BareLimits(Flags);
        return _bare.Swap;
    }
}
