using Flagsmith.Polling;
using Flagsmith.Polling.AspNetCore;
using Flagsmith.Polling.AspNetCore.Gate;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gates endpoints by flags.</summary>
/// <remarks>
/// A gate that is open costs one read of the flag. It allocates nothing, except where it is the first in its request to read the user. Gates of groups apply to their endpoints too: all of an endpoint's gates have to be open. A flag that does not exist is off.
/// </remarks>
public static class FlagGateEndpointConventionBuilderExtensions
{
    /// <summary>Lets requests through while a flag is on; otherwise the response is 404.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints.</param>
    /// <param name="name">The feature's name.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireFlag(new FlagKey(name));

    /// <summary>Lets requests through while a flag is on; otherwise the response is 404.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints.</param>
    /// <param name="key">The flag's key.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, FlagKey key)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireFlag(key, static _ => { });

    /// <summary>Lets requests through while a flag is on.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="configure">Sets the environment, whose flag it is, and the response while the flag is off.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is <see langword="null"/> or empty.</exception>
    /// <example>
    /// <code>
    /// app.MapGet("/checkout", Checkout).RequireFlag("checkout_v2", gate => gate.Otherwise = _ => Results.Redirect("/"));
    /// </code>
    /// </example>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string name, Action<FlagGateOptions> configure)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireFlag(new FlagKey(name), configure);

    /// <summary>Lets requests through while a flag is on.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="configure">Sets the environment, whose flag it is, and the response while the flag is off.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, FlagKey key, Action<FlagGateOptions> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new FlagGateOptions();
        configure(options);
        FlagGateConvention.Add(builder, new FlagRequirement(key, options));
        return builder;
    }

    /// <summary>Lets the gate before it read the flag of the request's user: <c>RequireFlag("beta").ForUser()</c>. Needs <c>AddIdentityFlags</c>.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoint, or the group of endpoints, to which <c>RequireFlag</c> was applied last.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder ForUser<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        FlagGateConvention.AddForUser(builder);
        return builder;
    }
}
