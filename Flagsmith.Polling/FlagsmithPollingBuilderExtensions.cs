using Flagsmith.Polling;
using Flagsmith.Polling.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>For packages that extend the polling of an environment.</summary>
public static class FlagsmithPollingBuilderExtensions
{
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
