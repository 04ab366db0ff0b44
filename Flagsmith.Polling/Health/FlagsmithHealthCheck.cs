using System.Globalization;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flagsmith.Polling.Health;

/// <summary>Reports the state of one environment's flags. Degraded asks for attention; unhealthy is only what the options declare unacceptable.</summary>
/// <param name="provider">The provider that the application reads: ours, or what it registered in its place or around it.</param>
/// <param name="polled">Ours, whose options say what is unhealthy; null when it is replaced.</param>
internal sealed class FlagsmithHealthCheck(IFlagProvider provider, FlagProvider? polled) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var status = provider.Status;
        var current = provider.Current;
        var health = Judge(status, current, polled?.Options) switch
        {
            HealthStatus.Unhealthy => context.Registration.FailureStatus,
            var judged => judged,
        };
        return Task.FromResult(new HealthCheckResult(health, Describe(status, current), status.LastError, DataOf(status, current)));
    }

    private static HealthStatus Judge(FlagProviderStatus status, IFlagSnapshot current, FlagsmithPollingOptions? options)
    {
        var cannotServe = !status.IsReady && options?.StartupPolicy == StartupPolicy.FailHost;
        var isTooOld = status.State == FlagProviderState.Stale && options?.WhenStale == StalePolicy.ServeDefaults;
        return cannotServe || isTooOld ? HealthStatus.Unhealthy
            : status.State == FlagProviderState.Offline || (status.State == FlagProviderState.Fresh && current.Source != FlagSource.Defaults) ? HealthStatus.Healthy
            : HealthStatus.Degraded;
    }

    private static string Describe(FlagProviderStatus status, IFlagSnapshot current) => status.State switch
    {
        FlagProviderState.Fresh => $"The flags are fresh ({current.Flags.Count}, version {current.Version.ToString(CultureInfo.InvariantCulture)}).",
        FlagProviderState.Starting => "No poll has completed yet.",
        FlagProviderState.Offline => $"Offline: {current.Flags.Count} flags are served without requests.",
        FlagProviderState.Stopped => "Polling has stopped.",
        FlagProviderState.Stale => $"The flags are stale; {Serving(current)}.",
        FlagProviderState.Misconfigured => $"Flagsmith rejects the key or the address; {Serving(current)}.",
        _ => $"Polling fails; {Serving(current)}.",
    };

    private static string Serving(IFlagSnapshot current) => current.Source == FlagSource.Defaults ? "the defaults are served" : "the last good flags are served";

    private Dictionary<string, object> DataOf(FlagProviderStatus status, IFlagSnapshot current)
    {
        var data = new Dictionary<string, object>
        {
            ["state"] = status.State.ToString(),
            ["version"] = current.Version,
            ["source"] = current.Source.ToString(),
            ["failures"] = status.ConsecutiveFailures,
        };
        Add(data, "ageSeconds", polled?.Age?.TotalSeconds);
        Add(data, "lastError", status.LastError?.Kind.ToString());
        Add(data, "nextPollAt", status.NextPollAt);
        Add(data, "sharedStoreAvailable", status.SharedStore?.IsAvailable);
        Add(data, "lastPolledBy", status.SharedStore?.LastPolledBy);
        return data;
    }

    private static void Add(Dictionary<string, object> data, string name, object? value)
    {
        if (value is not null)
        {
            data[name] = value;
        }
    }
}
