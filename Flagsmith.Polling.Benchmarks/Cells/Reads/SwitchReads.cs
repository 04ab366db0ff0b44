using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Summary.Reads;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Whether a flag is on. Where nothing is swapped, as in Microsoft.FeatureManagement and over HTTP, there is no poller: its bytes would count as theirs.</summary>
public class SwitchReads : ReadCells
{
    private BareSwitches _bare = null!;
    private FeatureManagementLoop _features = null!;
    private RemoteFlag _remote = null!;

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public int VolatileArray() => _bare.InArray(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByKey() => Environment.SwitchByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ByName() => Environment.SwitchByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByKey() => User.SwitchByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int UserByName() => User.SwitchByName(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int FrozenDictionary() => _bare.InFrozen(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int Dictionary() => _bare.InDictionary(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int ConcurrentDictionary() => _bare.InConcurrent(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int MemoryCache() => _bare.InCache(Reads);

    [GlobalSetup(Target = nameof(FeatureManagement))]
    public void SetUpFeatures() => _features = Own(new FeatureManagementLoop(Flags));

    [Benchmark(OperationsPerInvoke = Reads)]
    public int FeatureManagement() => _features.Switch(Reads);

    [GlobalSetup(Target = nameof(HttpCall))]
    public async Task SetUpServerAsync() => _remote = Own(await RemoteFlag.StartAsync(Flags));

    [Benchmark]
    public async Task<int> HttpCall() => await _remote.ReadAsync() ? 1 : 0;

    private protected override Action SetUpBare(CellStage stage)
    {
        _bare = new BareSwitches(Flags, stage.Cache);
        return _bare.Swap;
    }
}
