using System.Text.Json;
using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>Measures one publication after the other, each beside a raw pass over the same bytes.</summary>
internal static class SingleShots
{
    private const int WarmUp = 150;

    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(10);

    /// <param name="rounds">How many.</param>
    /// <param name="prepare">Makes what is measured, with the body that it reads.</param>
    /// <returns>Nanoseconds of a publication and of a raw pass, and the bytes that a publication allocates.</returns>
    public static async Task<ShotTimes> RunAsync(int rounds, Func<int, Task<(byte[] Body, Action Shot)>> prepare)
    {
        var (shots, passes, bytes) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var round = -WarmUp; round < rounds; round++)
        {
            var (body, shot) = await prepare(round);
            var at = Math.Max(0, round);
            var before = GC.GetAllocatedBytesForCurrentThread();
            shots[at] = TimeOf(shot);
            bytes[at] = GC.GetAllocatedBytesForCurrentThread() - before;
            passes[at] = TimeOf(() => Pass(body));
            if (round < 0)
            {
                await Task.Delay(WarmUpPause);
            }
        }

        return new ShotTimes(RoundTimes.Of(shots), RoundTimes.Of(passes), RoundTimes.Of(bytes).Median);
    }

    private static double TimeOf(Action action)
    {
        var began = ThreadClock.Thread;
        action();
        return ThreadClock.Thread - began;
    }

    private static void Pass(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }
}
