using Flagsmith.Polling.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>For dashboards and tools that show all Flagsmith environments of an application.</summary>
public static class FlagsmithPollingServiceProviderExtensions
{
    /// <summary>Gets the names of the environments that are registered, in the order of their registration: the keys of their services. The default environment's name is empty.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<string> GetFlagsmithEnvironmentNames(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return [.. services.GetServices<PollingClient>().Select(client => client.ProviderName)];
    }
}
