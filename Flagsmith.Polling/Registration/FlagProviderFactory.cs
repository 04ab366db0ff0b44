using Flagsmith.Polling.Changes;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Diagnostics;
using Flagsmith.Polling.Hints;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Identities;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Offline;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sharing;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Registration;

/// <summary>Puts the parts of one environment together.</summary>
internal static class FlagProviderFactory
{
    /// <exception cref="OptionsValidationException">The options of that name have errors.</exception>
    public static FlagProvider Create(IServiceProvider services, string name)
    {
        var environment = CreateContext(services, name);
        var (store, settings, time, logger) = (environment.Store, environment.Settings, environment.Time, environment.Logger);
        var changes = new ChangeFeed(() => store.Current, logger);
        var status = new StatusTracker(time);
        var publisher = new FlagPublisher(store, status, time);
        var staleness = new StalenessWatch(status, publisher, settings, time, logger);
        var timeouts = new PatternTimeouts(environment.Telemetry, time, logger);
        var file = settings.Current.LastKnownGood.Path is null ? null : new LastKnownGoodFile(settings.Current, name, store, time, logger, services.GetService<FileReading>(), observer: timeouts);
        if (!settings.Current.Offline)
        {
            environment.Telemetry.Observe(() => FiguresOf(status, store));
        }

        var shared = settings.Current.Offline ? null : services.GetKeyedService<ISharedFlagStore>(name);
        var source = SourceOf(environment, timeouts, keepsPages: shared is not null);
        var journal = new PollJournal(status, publisher, staleness, file, settings, time, logger);
        var recent = new RecentPolls();
        var random = services.GetRequiredService<Randomness>().Next;
        var poll = new FlagPoll(source, settings, publisher, journal, recent, environment.Telemetry, time);
        var fleet = shared is null ? null : SharedFlagsFactory.Create(shared, environment, new SharedParts(poll, source, publisher, journal, recent, status, staleness, timeouts), random);
        var queue = new PollQueue((fleet?.Poll ?? poll).RunAsync);
        var loop = new PollLoop(queue, status, settings, time, random, logger);
        var provider = new FlagProvider(environment, status, changes, queue, new EnvironmentPoller(loop, publisher, status, staleness, file, changes, time)) { Recent = recent, Fleet = fleet?.Notices };
        store.Published += changes.Published; // after the provider, so that listeners find the new snapshot in it
        return provider;
    }

    public static RemoteUserSource CreateRemoteUsers(IServiceProvider services, string name) =>
        RemoteUsersFactory.Create(services.GetRequiredKeyedService<FlagProvider>(name), services.GetRequiredService<Randomness>().Next);

    /// <exception cref="InvalidOperationException">The options name a file that is not a flag list.</exception>
    public static OfflineFlagProvider CreateOffline(IServiceProvider services, string name)
    {
        var provider = services.GetRequiredKeyedService<FlagProvider>(name);
        return new OfflineFlagProvider(OfflineFlags.Load(provider.Options), provider.Environment.Time.GetUtcNow(), provider.Environment.Logger);
    }

    public static IEnvironmentStart CreateStart(IServiceProvider services, string name)
    {
        var provider = services.GetRequiredKeyedService<FlagProvider>(name);
        return provider.Options.Offline
            ? services.GetRequiredKeyedService<OfflineFlagProvider>(name)
            : new FlagStart(provider, provider.Environment.Time, provider.Environment.Logger, () => JoinFleet(services, provider, name));
    }

    /// <exception cref="InvalidOperationException">The environment is offline or replaced.</exception>
    public static ChangeHints CreateHints(IServiceProvider services, string name)
    {
        var provider = services.GetRequiredKeyedService<FlagProvider>(name);
        var areUsersPolled = provider.Options.Mode == FlagsmithMode.LocalEvaluation;
        return new ChangeHints(provider.PollOnHintAsync, UserSourceOf(services, name), areUsersPolled, provider.Environment.Time, provider.Poller.Stopping, provider.Fleet);
    }

    public static IFlagProvider FlagsOf(IServiceProvider services, string name)
    {
        var provider = services.GetRequiredKeyedService<FlagProvider>(name);
        return provider.Options.Offline ? services.GetRequiredKeyedService<OfflineFlagProvider>(name) : provider;
    }

    public static IIdentityFlagProvider UsersOf(IServiceProvider services, string name) => new IdentityFlagProvider(UserSourceOf(services, name));

    public static IFlagDiagnostics DiagnosticsOf(IServiceProvider services, string name)
    {
        if (IsReplaced(services, name) || services.GetRequiredKeyedService<FlagProvider>(name) is not { Options.Offline: false } provider)
        {
            return new NoDiagnostics();
        }

        return new FlagDiagnostics(provider.Options.Mode, provider.Recent, provider.Environment.Store, UserSourceOf(services, name));
    }

    public static IFlagChangeHints HintsOf(IServiceProvider services, string name)
    {
        if (IsReplaced(services, name) || services.GetRequiredKeyedService<FlagProvider>(name).Options.Offline)
        {
            return new ReplacedHints(UsersRegistered(services, name));
        }

        return services.GetRequiredKeyedService<ChangeHints>(name);
    }

    private static ProviderFigures FiguresOf(StatusTracker status, FlagSnapshotStore store) => new(
        status.Age?.TotalSeconds, store.Current.Version, status.IsStale ? 1 : 0, status.History.Failures, store.Current.Flags.Count, status.Current.SharedStore is { } shared ? (shared.IsAvailable ? 1 : 0) : null);

    private static void JoinFleet(IServiceProvider services, FlagProvider provider, string name)
    {
        if (provider.Fleet is SharedNotices notices)
        {
            notices.Start(provider.LookAsync, services.GetRequiredKeyedService<ChangeHints>(name), provider.Poller.Stopping);
        }
    }

    private static bool IsReplaced(IServiceProvider services, string name) => services.GetRequiredService<Replacements>().Contains(name);

    private static IIdentityFlagProvider UsersRegistered(IServiceProvider services, string name) => name == Options.DefaultName
        ? services.GetRequiredService<IIdentityFlagProvider>()
        : services.GetRequiredKeyedService<IIdentityFlagProvider>(name);

    private static IFlagSource SourceOf(EnvironmentContext environment, PatternTimeouts timeouts, bool keepsPages) => environment.Settings.Current.Mode == FlagsmithMode.LocalEvaluation
        ? new EnvironmentDocumentSource(environment.Api, environment.Telemetry, timeouts, environment.Time, keepsPages)
        : new FlagListSource(environment.Api, environment.Store, environment.Telemetry);

    private static EnvironmentContext CreateContext(IServiceProvider services, string name)
    {
        var logger = CreateLogger(services, name);
        var time = HarmlessTimeProvider.Of(services.GetRequiredService<TimeProvider>(), logger);
        var settings = new OptionsReloader(
            name,
            services.GetRequiredService<IOptionsFactory<FlagsmithPollingOptions>>(),
            services.GetRequiredService<SettingsSections>(),
            services.GetServices<IOptionsChangeTokenSource<FlagsmithPollingOptions>>(),
            logger);
        var store = new FlagSnapshotStore(DefaultSnapshot.Of(settings.Current));
        var api = new FlagsmithApi(services.GetRequiredService<IHttpClientFactory>(), ProviderName.HttpClient(name), time, settings.Current.Identities.MaxBytesInFlight);
        var telemetry = new ProviderTelemetry(name, services.GetRequiredService<PollingMeter>(), new ListenerGuard(time, logger), time);
        return new EnvironmentContext(store, settings, api, telemetry, time, logger);
    }

    private static ILogger CreateLogger(IServiceProvider services, string name) =>
        services.GetService<ILoggerFactory>()?.CreateLogger(ProviderName.LogCategory(name)) is { } logger ? new SafeLogger(logger) : NullLogger.Instance;

    private static IUserSource UserSourceOf(IServiceProvider services, string name)
    {
        var provider = services.GetRequiredKeyedService<FlagProvider>(name);
        return provider.Options switch
        {
            { Offline: true } => new OfflineUserSource(services.GetRequiredKeyedService<OfflineFlagProvider>(name).Flags),
            { Mode: FlagsmithMode.LocalEvaluation } => new LocalUserSource(provider.Environment.Store, provider.Environment.Settings),
            _ => services.GetRequiredKeyedService<RemoteUserSource>(name),
        };
    }
}
