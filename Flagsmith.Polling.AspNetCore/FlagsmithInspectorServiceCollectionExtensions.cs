using Flagsmith.Polling.AspNetCore;
using Flagsmith.Polling.AspNetCore.Inspector;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the inspector needs.</summary>
public static class FlagsmithInspectorServiceCollectionExtensions
{
    /// <summary>Registers the inspector. <c>MapFlagsmithInspector</c> maps its page.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddFlagsmithInspector(this IServiceCollection services) => services.AddFlagsmithInspector(static _ => { });

    /// <summary>Registers the inspector. <c>MapFlagsmithInspector</c> maps its page.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection AddFlagsmithInspector(this IServiceCollection services, Action<FlagsmithInspectorOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        services.AddAntiforgery();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InspectedEnvironments>();
        services.TryAddSingleton<InspectorEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InspectorProtection>());
        return services;
    }
}
