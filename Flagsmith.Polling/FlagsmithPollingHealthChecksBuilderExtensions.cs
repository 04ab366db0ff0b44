using Flagsmith.Polling;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Health;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of polled flags to an application's health checks.</summary>
public static class FlagsmithPollingHealthChecksBuilderExtensions
{
    /// <summary>Adds a check named <c>flagsmith</c>, or <c>flagsmith:NAME</c> for an additional environment.</summary>
    /// <remarks>
    /// Healthy: the last poll succeeded. Degraded: polls fail, the flags are stale, or defaults are served. Unhealthy (as <paramref name="failureStatus"/>
    /// says): there was never data and the start policy is <c>FailHost</c>, or the flags are past <c>MaxStaleness</c> and the policy is to serve the
    /// defaults then. The data are state, version, source, ageSeconds, failures, lastError and nextPollAt.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="provider">The name of the environment; the default one when <see langword="null"/>.</param>
    /// <param name="failureStatus">What is reported instead of unhealthy; unhealthy by default.</param>
    /// <param name="tags">Tags of the check, for filters; none by default.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IHealthChecksBuilder AddFlagsmithPolling(
        this IHealthChecksBuilder builder, string? provider = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = provider ?? Options.Options.DefaultName;
        return builder.Add(new HealthCheckRegistration(
            name == Options.Options.DefaultName ? "flagsmith" : $"flagsmith:{name}",
            services => Create(services, name),
            failureStatus,
            tags));
    }

    private static FlagsmithHealthCheck Create(IServiceProvider services, string name)
    {
        var flags = name == Options.Options.DefaultName ? services.GetRequiredService<IFlagProvider>() : services.GetRequiredKeyedService<IFlagProvider>(name);
        var polled = services.GetRequiredService<Replacements>().Contains(name) ? null : services.GetRequiredKeyedService<FlagProvider>(name);
        return new FlagsmithHealthCheck(flags, polled);
    }
}
