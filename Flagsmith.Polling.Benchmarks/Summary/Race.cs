using Flagsmith.Polling.Benchmarks.Memory;

namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>Measures several things in short rounds that take turns, forwards and backwards, so that what disturbs one disturbs all.</summary>
/// <remarks>The figures are time on a core. The least of the rounds is compared: what disturbs only ever adds.</remarks>
internal sealed class Race(int rounds, int operations)
{
    private const int WarmUpCalls = 60;

    // After each call the runtime may have compiled anew what it has seen to be hot; it does so in the background.
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(15);

    public async Task<RoundTimes[]> RunAsync(params Contestant[] contestants)
    {
        for (var call = 0; call < WarmUpCalls; call++)
        {
            foreach (var contestant in contestants)
            {
                _ = TimeOf(contestant, Math.Max(1, operations / 4));
            }

            await Task.Delay(WarmUpPause);
        }

        var times = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var index = round % 2 == 0 ? turn : contestants.Length - 1 - turn;
                times[index][round] = TimeOf(contestants[index], operations);
            }
        }

        return [.. times.Select(RoundTimes.Of)];
    }

    private static double TimeOf(Contestant contestant, int operations)
    {
        var began = ThreadClock.Thread;
        var good = contestant.Run(operations);
        var time = (ThreadClock.Thread - began) / operations;
        return good == operations ? time : throw new InvalidOperationException($"{contestant.Name}: only {good} of {operations} operations came out as they should.");
    }
}
