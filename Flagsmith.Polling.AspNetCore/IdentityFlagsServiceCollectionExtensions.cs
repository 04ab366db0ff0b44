using Flagsmith.Polling.AspNetCore;
using Flagsmith.Polling.AspNetCore.Identities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers who the user of a request is, for gates and for <see cref="IIdentityFlagsAccessor"/>.</summary>
public static class IdentityFlagsServiceCollectionExtensions
{
    /// <summary>Takes the signed-in user of a request as the one whose flags are read: the claim <c>sub</c>, or else the name identifier.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddIdentityFlags(this IServiceCollection services) => services.AddIdentityFlags(static (IdentityFlagsOptions _) => { });

    /// <summary>Takes an identifier of the application's choice as the user whose flags are read.</summary>
    /// <param name="services">The services.</param>
    /// <param name="identifierOf">Returns the identifier of a request's user; <see langword="null"/> or blank for none, whose flags are the environment's.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection AddIdentityFlags(this IServiceCollection services, Func<HttpContext, string?> identifierOf)
    {
        ArgumentNullException.ThrowIfNull(identifierOf);
        return services.AddIdentityFlags((IdentityFlagsOptions options) => options.IdentifierOf = identifierOf);
    }

    /// <summary>Registers who the user of a request is, and which traits are passed along.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection AddIdentityFlags(this IServiceCollection services, Action<IdentityFlagsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.Configure(configure);
        services.AddHttpContextAccessor();
        services.TryAddSingleton<RequestIdentityReader>();
        services.TryAddSingleton<IIdentityFlagsAccessor, IdentityFlagsAccessor>();
        return services;
    }
}
