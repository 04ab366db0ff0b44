using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Refreshes its users in bursts, without a pause within one.</summary>
internal sealed class ChurnActor(UserCaller caller, int seed)
{
    private const int Burst = 50;
    private const double MaxPause = 2;

    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            for (var call = 0; call < Burst && !stopping.IsCancellationRequested; call++)
            {
                await caller.CallAsync(_random.Next(caller.Models.Count), CallKind.Refresh, _random);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(MaxPause * _random.NextDouble()), CancellationToken.None);
        }
    }
}
