using BenchmarkDotNet.Attributes;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Benchmarks.Summary.Users;

namespace Flagsmith.Polling.Benchmarks.Cells.Users;

/// <summary>A user who is in the cache, and one read of a flag, beside a look-up in a bare cache on a clock of the same kind.</summary>
public class UserHits : FlagCells
{
    private const int Cached = 100;

    private HitLoops _loops = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var stage = Own(await CellStage.SetAsync(Flags));
        for (var user = 0; user < Cached; user++)
        {
            await stage.Users.GetFlagsAsync(UserPopulation.Identifier(user));
        }

        var bare = Own(new BareCache(Cached, TimeProvider.System));
        _loops = new HitLoops(stage.Users, bare.Entries, Cached / 2);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public int MemoryCache() => _loops.Bare(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int Hit() => _loops.Find(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int HitAndReadByKey() => _loops.ReadByKey(Reads);

    [Benchmark(OperationsPerInvoke = Reads)]
    public int HitAndReadByName() => _loops.ReadByName(Reads);
}
