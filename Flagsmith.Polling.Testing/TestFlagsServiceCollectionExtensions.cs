using Flagsmith.Polling;
using Flagsmith.Polling.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Replaces polling with settable providers in the service container of a whole application.</summary>
/// <remarks>
/// Works before and after the application's <c>AddFlagsmithPolling</c>, for example in <c>ConfigureTestServices</c>. Nothing is polled and no
/// key is needed: <see cref="IFlagProvider"/>, <see cref="IIdentityFlagProvider"/>, the <see cref="IFlagSnapshot"/> of a scope and the health check read
/// the doubles. The container does not dispose them, so that they can serve several hosts.
/// </remarks>
public static class TestFlagsServiceCollectionExtensions
{
    /// <summary>Uses doubles in place of the default environment.</summary>
    /// <param name="services">The services.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <param name="users">Provides users' flags and traits.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection UseTestFlags(this IServiceCollection services, IFlagProvider flags, IIdentityFlagProvider users) =>
        services.ReplaceFlagsmithPolling(flags, users);

    /// <summary>Uses a double in place of the default environment. Every user has its flags and no traits.</summary>
    /// <param name="services">The services.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection UseTestFlags(this IServiceCollection services, IFlagProvider flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return services.ReplaceFlagsmithPolling(flags, new TestIdentityFlagProvider(flags));
    }

    /// <summary>Uses doubles in place of a named environment.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the environment.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <param name="users">Provides users' flags and traits.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> cannot be the name of an environment.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="flags"/> is <see langword="null"/>.</exception>
    public static IServiceCollection UseTestFlags(this IServiceCollection services, string name, IFlagProvider flags, IIdentityFlagProvider users) =>
        services.ReplaceFlagsmithPolling(name, flags, users);

    /// <summary>Uses a double in place of a named environment. Every user has its flags and no traits.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the environment.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> cannot be the name of an environment.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="flags"/> is <see langword="null"/>.</exception>
    public static IServiceCollection UseTestFlags(this IServiceCollection services, string name, IFlagProvider flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return services.ReplaceFlagsmithPolling(name, flags, new TestIdentityFlagProvider(flags));
    }
}
