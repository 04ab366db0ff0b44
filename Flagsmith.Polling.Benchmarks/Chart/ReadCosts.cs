using System.Diagnostics;
using Flagsmith.Polling.Benchmarks.Cells.Reads;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Benchmarks.Summary;
using Flagsmith.Polling.Benchmarks.Summary.Reads;
using Flagsmith.Polling.Benchmarks.Summary.Users;

namespace Flagsmith.Polling.Benchmarks.Chart;

/// <summary>Measures one read of one flag in each design.</summary>
internal static class ReadCosts
{
    public const int Flags = 100;

    public const string Floor = "volatile array (the floor)";

    private const int Rounds = 31;
    private const int Reads = 200_000;

    // Of a slower read fewer are needed for a round of the same length.
    private const int PeerRounds = 15;
    private const int PeerReads = 20_000;
    private const int Calls = 200;

    private const int User = 1;

    /// <returns>The designs, the fastest first.</returns>
    public static async Task<IReadOnlyList<ReadCost>> MeasureAsync()
    {
        await using var stage = await CellStage.SetAsync(Flags);
        await stage.Users.GetFlagsAsync(UserPopulation.Identifier(User));
        var costs = await InProcessAsync(stage);
        return [.. costs.Append(await RemoteAsync()).OrderBy(cost => cost.Nanoseconds)];
    }

    private static async Task<IEnumerable<ReadCost>> InProcessAsync(CellStage stage)
    {
        await using var features = new FeatureManagementLoop(Flags);
        var bare = new BareSwitches(Flags, stage.Cache);
        var reads = new ReadLoops(stage.Environment);
        var hits = new HitLoops(stage.Users, stage.Cache, User);
        (Contestant Reads, bool IsOurs)[] fast =
        [
            (new(Floor, bare.InArray), false), (new("Flagsmith.Polling, key", reads.SwitchByKey), true),
            (new("Flagsmith.Polling, typed key", reads.NumberByKey), true), (new("Flagsmith.Polling, name", reads.SwitchByName), true),
            (new("FrozenDictionary", bare.InFrozen), false), (new("Dictionary", bare.InDictionary), false),
            (new("ConcurrentDictionary", bare.InConcurrent), false),
        ];
        (Contestant Reads, bool IsOurs)[] slow =
        [
            (new("IMemoryCache", bare.InCache), false), (new("Flagsmith.Polling, cached user", hits.ReadByName), true),
            (new("Microsoft.FeatureManagement", features.Switch), false),
        ];
        return [.. await RaceAsync(new Race(Rounds, Reads), fast), .. await RaceAsync(new Race(PeerRounds, PeerReads), slow)];
    }

    private static async Task<IEnumerable<ReadCost>> RaceAsync(Race race, (Contestant Reads, bool IsOurs)[] designs)
    {
        var times = await race.RunAsync([.. designs.Select(design => design.Reads)]);
        return designs.Zip(times, static (design, time) => new ReadCost(design.Reads.Name, time.Least, design.IsOurs));
    }

    /// <summary>Measures the time that passes: the time of one thread would not count the server's, nor the waiting.</summary>
    private static async Task<ReadCost> RemoteAsync()
    {
        await using var flag = await RemoteFlag.StartAsync(Flags);
        var rounds = new double[PeerRounds];
        for (var round = -PeerRounds; round < PeerRounds; round++)
        {
            rounds[Math.Max(0, round)] = await TimeOfCallsAsync(flag);
        }

        return new ReadCost("HTTP call on the loopback", RoundTimes.Of(rounds).Least);
    }

    private static async Task<double> TimeOfCallsAsync(RemoteFlag flag)
    {
        var began = Stopwatch.GetTimestamp();
        for (var call = 0; call < Calls; call++)
        {
            if (!await flag.ReadAsync())
            {
                throw new InvalidOperationException("The server's response is not the expected one.");
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalNanoseconds / Calls;
    }
}
