using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Settings;
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
        IServiceCollection services, string name, IConfiguration? section, Action<FlagsmithPollingOptions>? configure)
    {
        AddSection(services, new SectionSource(name, section));
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        if (!IsRegistered(services, name))
        {
            AddShared(services);
            AddNamed(services, name);
        }

        return new FlagsmithPollingBuilder(name, services, services.AddHttpClient(ProviderName.HttpClient(name)));
    }

    private static void AddSection(IServiceCollection services, SectionSource source)
    {
        if (services.Any(service => !service.IsKeyedService && source.Equals(service.ImplementationInstance)))
        {
            return; // read once is enough, and read again it would win over a section that was added in between
        }

        services.AddSingleton(source);
        services.TryAddSingleton<SettingsSections>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<FlagsmithPollingOptions>, SettingsSections>(
            static provider => provider.GetRequiredService<SettingsSections>()));
    }

    private static bool IsRegistered(IServiceCollection services, string name) =>
        services.Any(service => service.IsKeyedService && service.ServiceType == typeof(FlagProvider) && Equals(service.ServiceKey, name));

    private static void AddShared(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Randomness(Random.Shared.NextDouble));
        services.TryAddSingleton<RootScope>();
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
        services.AddKeyedSingleton(name, static (provider, key) => FlagProviderFactory.CreateIdentities(provider, (string)key!));
        services.AddSingleton(provider => new FlagStart(
            provider.GetRequiredKeyedService<FlagProvider>(name),
            provider.GetRequiredKeyedService<FlagProvider>(name).Time,
            FlagProviderFactory.CreateLogger(provider, name)));
        if (name == Options.DefaultName)
        {
            services.AddSingleton<IFlagProvider>(provider => provider.GetRequiredKeyedService<FlagProvider>(name));
            services.AddSingleton<IIdentityFlagProvider>(provider => provider.GetRequiredKeyedService<IdentityFlagProvider>(name));
            services.AddScoped(provider => Capture(provider, name));
        }
        else
        {
            services.AddKeyedSingleton<IFlagProvider>(name, (provider, _) => provider.GetRequiredKeyedService<FlagProvider>(name));
            services.AddKeyedSingleton<IIdentityFlagProvider>(name, (provider, _) => provider.GetRequiredKeyedService<IdentityFlagProvider>(name));
            services.AddKeyedScoped(name, (provider, _) => Capture(provider, name));
        }
    }

    private static IFlagSnapshot Capture(IServiceProvider scope, string name) =>
        scope.GetRequiredService<RootScope>().Capture(scope, scope.GetRequiredKeyedService<FlagProvider>(name));
}
