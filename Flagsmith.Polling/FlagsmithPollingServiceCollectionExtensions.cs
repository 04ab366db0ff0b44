using Flagsmith.Polling;
using Flagsmith.Polling.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the polling of Flagsmith environments.</summary>
/// <remarks>
/// Each call reads a section of the configuration (<c>Flagsmith</c>, or <c>Flagsmith:NAME</c> of a named environment, where none is
/// given; it may be missing), then runs the code. A second call with the same name adds settings, not a second poller: what is set in
/// code, by whichever call, takes precedence over a section. The settings are checked when the host starts. The default environment is injected as <see cref="IFlagProvider"/> and, in a scope,
/// <see cref="IFlagSnapshot"/>; named ones are keyed services by their name.
/// </remarks>
public static class FlagsmithPollingServiceCollectionExtensions
{
    /// <summary>Polls the environment of the section <c>Flagsmith</c>.</summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder for extending the registration.</returns>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return PollingRegistration.Add(services, Options.Options.DefaultName, section: null, configure: null);
    }

    /// <summary>Polls the environment of a section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section to read.</param>
    /// <returns>A builder for extending the registration.</returns>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        return PollingRegistration.Add(services, Options.Options.DefaultName, section, configure: null);
    }

    /// <summary>Polls the environment configured in code, which takes precedence over the section <c>Flagsmith</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder for extending the registration.</returns>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services, Action<FlagsmithPollingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return PollingRegistration.Add(services, Options.Options.DefaultName, section: null, configure);
    }

    /// <summary>Polls an additional environment under a name, of the section <c>Flagsmith:NAME</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, without colons: the key of its services.</param>
    /// <param name="configure">Configures the options, taking precedence over the section.</param>
    /// <returns>A builder for extending the registration.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services, string name, Action<FlagsmithPollingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return PollingRegistration.Add(services, Checked(name), section: null, configure);
    }

    /// <summary>Polls an additional environment under a name, of the section <c>Flagsmith:NAME</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, without colons: the key of its services.</param>
    /// <returns>A builder for extending the registration.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        return PollingRegistration.Add(services, Checked(name), section: null, configure: null);
    }

    /// <summary>Polls an additional environment under a name, of a section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, without colons: the key of its services.</param>
    /// <param name="section">The section to read.</param>
    /// <returns>A builder for extending the registration.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        return PollingRegistration.Add(services, Checked(name), section, configure: null);
    }

    /// <summary>Polls the environment of the section <c>Flagsmith</c>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="configure">Configures the options, taking precedence over the section.</param>
    /// <returns>A builder for extending the registration.</returns>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IHostApplicationBuilder builder, Action<FlagsmithPollingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddFlagsmithPolling(configure);
    }

    /// <summary>Polls the environment of the section <c>Flagsmith</c>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <returns>A builder for extending the registration.</returns>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddFlagsmithPolling();
    }

    /// <summary>Polls an additional environment under a name, of the section <c>Flagsmith:NAME</c>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name, without colons: the key of its services.</param>
    /// <param name="configure">Configures the options, taking precedence over the section.</param>
    /// <returns>A builder for extending the registration.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IHostApplicationBuilder builder, string name, Action<FlagsmithPollingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddFlagsmithPolling(name, configure);
    }

    /// <summary>Polls an additional environment under a name, of the section <c>Flagsmith:NAME</c>.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="name">The name, without colons: the key of its services.</param>
    /// <returns>A builder for extending the registration.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    public static IFlagsmithPollingBuilder AddFlagsmithPolling(this IHostApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddFlagsmithPolling(name);
    }

    /// <summary>Uses other providers in place of the default environment's, for tests of whole applications: nothing is polled.</summary>
    /// <remarks>
    /// Works before and after <c>AddFlagsmithPolling</c>, and without it. <see cref="IFlagSnapshot"/> and the health check read <paramref name="flags"/>;
    /// the settings of the environment are not checked, so that no key is needed. The container does not dispose the providers. A second call replaces the first.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <param name="users">Provides users' flags and traits.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IServiceCollection ReplaceFlagsmithPolling(this IServiceCollection services, IFlagProvider flags, IIdentityFlagProvider users)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(users);
        PollingRegistration.Replace(services, Options.Options.DefaultName, flags, users);
        return services;
    }

    /// <summary>Uses other providers in place of a named environment's, as <see cref="ReplaceFlagsmithPolling(IServiceCollection, IFlagProvider, IIdentityFlagProvider)"/> does for the default one.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of its services.</param>
    /// <param name="flags">Provides the environment's flags.</param>
    /// <param name="users">Provides users' flags and traits.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty, has a colon, begins or ends with whitespace, or is a setting's name.</exception>
    /// <exception cref="ArgumentNullException">Another argument is <see langword="null"/>.</exception>
    public static IServiceCollection ReplaceFlagsmithPolling(this IServiceCollection services, string name, IFlagProvider flags, IIdentityFlagProvider users)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(users);
        PollingRegistration.Replace(services, Checked(name), flags, users);
        return services;
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.AsSpan().Trim().Length < name.Length)
        {
            throw new ArgumentException($"An environment's name must not begin or end with a blank, but was \"{name}\". Write \"{name.Trim()}\".", nameof(name));
        }

        // Sections know no case.
        var isSetting = typeof(FlagsmithPollingOptions).GetProperties().Any(setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return isSetting || name.Contains(':', StringComparison.Ordinal)
            ? throw new ArgumentException($"An environment must not be named like a setting, whatever the case, or with a colon, but was \"{name}\": its section Flagsmith:{name} would be mistaken.", nameof(name))
            : name;
    }
}
