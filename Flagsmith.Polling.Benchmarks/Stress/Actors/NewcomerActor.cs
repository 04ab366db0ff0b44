using System.Globalization;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Actors;

/// <summary>Brings users who are read once, in bursts, so that the cache is always full.</summary>
internal sealed class NewcomerActor(IIdentityFlagProvider users, StageState stage, Violations violations, int seed)
{
    private const int Burst = 60;
    private const double MaxPause = 10;

    private readonly Random _random = new(seed);
    private int _users;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => ReadAsync(string.Create(CultureInfo.InvariantCulture, $"newcomer-{seed}-{_users++}"))));
            await Task.Delay(TimeSpan.FromMilliseconds(MaxPause * _random.NextDouble()), CancellationToken.None);
        }
    }

    private async Task ReadAsync(string identifier)
    {
        try
        {
            var view = ViewReader.Read(await users.GetFlagsAsync(identifier));
            if (!view.IsFallback && view.Owner != identifier)
            {
                violations.Add(StressRule.ForeignUser, $"{identifier} got the response of {view.Owner}");
            }
        }
        catch (ObjectDisposedException) when (stage.IsEnding)
        {
            // Disposed meanwhile.
        }
        catch (Exception cause)
        {
            violations.Add(StressRule.UnexpectedException, $"The read of a newcomer threw {cause}");
        }
    }
}
