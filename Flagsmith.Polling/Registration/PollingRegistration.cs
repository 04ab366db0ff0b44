using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Registration;

/// <summary>Registers one environment under its name. A second call with the name adds settings, not a second poller.</summary>
internal static class PollingRegistration
{
    public static IFlagsmithPollingBuilder Add(
        IServiceCollection services, string name, IConfigurationSection? section, Action<FlagsmithPollingOptions>? configure)
    {
        AddSection(services, new SectionSource(name, section));
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        AddOnce(services, name);
        return new FlagsmithPollingBuilder(name, services, services.AddHttpClient(ProviderName.HttpClient(name)));
    }

    /// <summary>Puts other providers in place of an environment's. A later call of <see cref="Add"/> with the name adds settings, which nothing reads.</summary>
    public static void Replace(IServiceCollection services, string name, IFlagProvider flags, IIdentityFlagProvider users)
    {
        AddSections(services);
        AddOnce(services, name);
        services.AddSingleton(new Replacement(name));
        object? key = name == Options.DefaultName ? null : name;
        Replace(services, typeof(IFlagProvider), key, flags);
        Replace(services, typeof(IIdentityFlagProvider), key, users);
    }

    // As an instance, which the container does not dispose: it may serve several hosts.
    private static void Replace(IServiceCollection services, Type type, object? key, object instance)
    {
        foreach (var replaced in services.Where(service => service.ServiceType == type && Equals(service.ServiceKey, key)).ToArray())
        {
            services.Remove(replaced);
        }

        services.Add(new ServiceDescriptor(type, key, instance));
    }

    private static void AddSection(IServiceCollection services, SectionSource source)
    {
        if (services.Any(service => !service.IsKeyedService && source.Equals(service.ImplementationInstance)))
        {
            return; // read once is enough, and read again it would win over a section that was added in between
        }

        services.AddSingleton(source);
        AddSections(services);
    }

    private static void AddSections(IServiceCollection services)
    {
        services.TryAddSingleton<SettingsSections>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<FlagsmithPollingOptions>, SettingsSections>(
            static provider => provider.GetRequiredService<SettingsSections>()));
    }

    private static void AddOnce(IServiceCollection services, string name)
    {
        if (!IsRegistered(services, name))
        {
            AddShared(services);
            AddNamed(services, name);
        }
    }

    private static bool IsRegistered(IServiceCollection services, string name) =>
        services.Any(service => service.IsKeyedService && service.ServiceType == typeof(FlagProvider) && Equals(service.ServiceKey, name));

    private static void AddShared(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Randomness(Random.Shared.NextDouble));
        services.TryAddSingleton<RootScope>();
        services.TryAddSingleton<Replacements>();
        services.AddMetrics();
        services.TryAddSingleton<PollingMeter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FlagsmithPollingOptions>, FlagsmithPollingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlagPollingService>());
    }

    private static void AddNamed(IServiceCollection services, string name)
    {
        services.AddOptions<FlagsmithPollingOptions>(name).ValidateOnStart();
        HttpClientRegistration.Add(services, name);
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.Create(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.CreateRemoteUsers(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.CreateOffline(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.CreateHints(provider, (string)key!));
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.CreateStart(provider, (string)key!));
        if (name == Options.DefaultName)
        {
            services.AddSingleton(provider => FlagProviderFactory.FlagsOf(provider, name));
            services.AddSingleton(provider => FlagProviderFactory.UsersOf(provider, name));
            services.AddSingleton(provider => FlagProviderFactory.DiagnosticsOf(provider, name));
            services.AddSingleton(provider => FlagProviderFactory.HintsOf(provider, name));
            services.AddScoped(static provider => Capture(provider, provider.GetRequiredService<IFlagProvider>()));
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => FlagProviderFactory.FlagsOf(provider, name));
            services.AddKeyedSingleton(name, (provider, _) => FlagProviderFactory.UsersOf(provider, name));
            services.AddKeyedSingleton(name, (provider, _) => FlagProviderFactory.DiagnosticsOf(provider, name));
            services.AddKeyedSingleton(name, (provider, _) => FlagProviderFactory.HintsOf(provider, name));
            services.AddKeyedScoped(name, static (provider, key) => Capture(provider, provider.GetRequiredKeyedService<IFlagProvider>(key)));
        }
    }

    // Of whatever provider is registered: an application may have replaced or wrapped ours.
    private static IFlagSnapshot Capture(IServiceProvider scope, IFlagProvider flags) =>
        scope.GetRequiredService<RootScope>().Capture(scope, flags);
}
