using Flagsmith.Polling;
using Flagsmith.Polling.Testing;
using Microsoft.Extensions.Hosting;

namespace WorkerService;

/// <summary>Flips a flag of the local server after two polls, so that a change is seen without touching anything.</summary>
internal sealed class FlagFlipper(IFlagProvider flags, LocalFlagsmith local) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (local.Requests.Count < 2 || flags.Status.NextPollAt is null) // no next poll is planned while one is in flight
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        local.Toggle(LocalServer.FlippedFlag);
        Console.WriteLine($"(the local server served two polls and now flips {LocalServer.FlippedFlag}; the next poll will see it)");
    }
}
