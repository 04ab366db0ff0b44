using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>Reads one cached user beside a look-up in a bare cache, in turns.</summary>
internal sealed class HitComparison(IIdentityFlagProvider provider, IMemoryCache bare, int user)
{
    private const int Rounds = 21;
    private const int WarmUpRounds = 3;
    private const int Reads = 1_000_000;

    private readonly string _identifier = UserPopulation.Identifier(user);
    private readonly string _flag = UserPopulation.SegmentFlag(user);

    public HitResult Run()
    {
        Func<int>[] contestants = [ReadUser, FindUser, LookUpBare];
        var times = contestants.Select(_ => new double[Rounds]).ToArray();
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            for (var contestant = 0; contestant < contestants.Length; contestant++)
            {
                times[contestant][Math.Max(0, round)] = TimeOf(contestants[contestant]);
            }
        }

        return new HitResult(BytesOf(ReadUser), RoundTimes.Of(times[0]), RoundTimes.Of(times[1]), RoundTimes.Of(times[2]));
    }

    private static double TimeOf(Func<int> reads)
    {
        var started = Stopwatch.GetTimestamp();
        Check(reads());
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / Reads;
    }

    private static double BytesOf(Func<int> reads)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Check(reads());
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Reads;
    }

    private static void Check(int found)
    {
        if (found != Reads)
        {
            throw new InvalidOperationException($"Only {found} of {Reads} reads found the user.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadUser()
    {
        var found = 0;
        for (var read = 0; read < Reads; read++)
        {
            var user = provider.GetFlagsAsync(_identifier);
            found += user.IsCompletedSuccessfully && user.Result.IsEnabled(_flag) ? 1 : 0;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindUser()
    {
        var found = 0;
        for (var read = 0; read < Reads; read++)
        {
            var user = provider.GetFlagsAsync(_identifier);
            found += user.IsCompletedSuccessfully && user.Result is not null ? 1 : 0;
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LookUpBare()
    {
        var found = 0;
        for (var read = 0; read < Reads; read++)
        {
            found += bare.TryGetValue(_identifier, out var value) && value is not null ? 1 : 0;
        }

        return found;
    }
}
