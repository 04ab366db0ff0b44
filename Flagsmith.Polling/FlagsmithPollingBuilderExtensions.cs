using Flagsmith.Polling;
using Flagsmith.Polling.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>For packages that extend the polling of an environment.</summary>
public static class FlagsmithPollingBuilderExtensions
{
    /// <summary>Shares what is polled with the other hosts of a fleet, through a store: one host polls for all.</summary>
    /// <remarks>
    /// The store is never on the path of a read, and while it is unavailable the host polls by itself. Environments are kept apart in it: several may use the same store.
    /// A second call for the same environment replaces the first. The container disposes the store with itself, if it is disposable and the factory made it.
    /// </remarks>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="store">Makes the store, once.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseSharedStore(this IFlagsmithPollingBuilder builder, Func<IServiceProvider, ISharedFlagStore> store)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        builder.Services.AddKeyedSingleton(builder.Name, (services, _) => store(services));
        return builder;
    }

    /// <summary>Shares what is polled with the other hosts of a fleet, through a store that several environments or hosts of this process may use. The container does not dispose it.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="store">The store.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseSharedStore(this IFlagsmithPollingBuilder builder, ISharedFlagStore store)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(store);
        builder.Services.AddKeyedSingleton(builder.Name, store);
        return builder;
    }

    /// <summary>Declares that another package reads members of the environment's section, so that they are not logged as unknown.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="members">The paths of the members within the section, for example <c>Analytics</c> or <c>Identities:Store</c>; each covers whatever is below it.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">A member is <see langword="null"/> or blank.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder AddKnownSettings(this IFlagsmithPollingBuilder builder, params string[] members)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(members);
        foreach (var member in members)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(member, nameof(members));
            builder.Services.AddSingleton(new KnownMember(builder.Name, member));
        }

        return builder;
    }
}
