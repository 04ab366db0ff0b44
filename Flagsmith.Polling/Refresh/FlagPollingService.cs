using Microsoft.Extensions.Hosting;

namespace Flagsmith.Polling.Refresh;

/// <summary>
/// Starts and stops all environments with the host. One service for all, so that their first loads run side by side and the start
/// takes the longest budget, not the sum. Loads in StartingAsync: over before any hosted service starts, whatever the order of
/// registration. A host that does not call it gets the load in StartAsync.
/// </summary>
internal sealed class FlagPollingService(IEnumerable<FlagStart> starts) : IHostedLifecycleService
{
    private readonly FlagStart[] _starts = [.. starts];
    private bool _started;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.WhenAll(_starts.Select(start => start.RunAsync(cancellationToken)));
    }

    public Task StartAsync(CancellationToken cancellationToken) => _started ? Task.CompletedTask : StartingAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_starts.Select(start => start.StopAsync()));

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
