using Flagsmith.Polling.Benchmarks.Stress.Server;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Changes the environment and refreshes it.</summary>
internal sealed class EnvironmentActor(EnvironmentCaller caller, StressApi api, int seed)
{
    private const double MaxPause = 150;

    private readonly Random _random = new(seed);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (_random.Next(2) == 0)
            {
                api.ChangeEnvironment();
            }

            await caller.RefreshAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(MaxPause * _random.NextDouble()), CancellationToken.None);
        }
    }
}
