using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flagsmith.Polling.Registration;

/// <summary>
/// Starts and stops all environments with the host. One service for all, so that their first loads run side by side and the start
/// takes the longest budget, not the sum. Loads in StartingAsync: over before any hosted service starts, whatever the order of
/// registration. A host that does not call it gets the load in StartAsync.
/// </summary>
internal sealed class FlagPollingService(
    IServiceProvider services, IEnumerable<PollingClient> environments, Replacements replacements, IHostApplicationLifetime? lifetime = null) : IHostedLifecycleService
{
    private readonly IEnvironmentStart[] _starts =
        [.. environments.Select(environment => environment.ProviderName).Where(name => !replacements.Contains(name)).Select(name => services.GetRequiredKeyedService<IEnvironmentStart>(name))];

    private bool _started;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _started = true;
        try
        {
            await Task.WhenAll(_starts.Select(start => start.RunAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime?.ApplicationStopping.IsCancellationRequested == true)
        {
            // Stopped while it started (Ctrl+C, say): the host takes what is thrown here for a start that failed, and crashes.
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => _started ? Task.CompletedTask : StartingAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_starts.Select(start => start.StopAsync()));

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
