namespace Flagsmith.Polling.Refresh;

/// <summary>The part of one environment that starts and stops with the host.</summary>
internal interface IEnvironmentStart
{
    Task RunAsync(CancellationToken cancellationToken);

    Task StopAsync();
}
