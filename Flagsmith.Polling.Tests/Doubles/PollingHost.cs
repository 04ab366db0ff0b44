using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A host with the library in it, against a stub, on a hand-moved clock.</summary>
internal sealed class PollingHost : IAsyncDisposable
{
    public const string Key = "ser.TheSecretKeyOfTheEnvironment";

    private readonly HostApplicationBuilder _builder = new(new HostApplicationBuilderSettings { EnvironmentName = "Production", DisableDefaults = true });
    private readonly List<string> _named = [];
    private IHost? _host;
    private bool _started;

    public PollingHost(Action<FlagsmithPollingOptions>? configure = null, bool setDefaults = true, bool stubHttp = true, ManualTimeProvider? time = null, StubApi? api = null, TimeProvider? clock = null)
    {
        (Time, Api) = (time ?? new ManualTimeProvider(), api ?? new StubApi());
        _builder.Logging.ClearProviders();
        _builder.Logging.SetMinimumLevel(LogLevel.Trace);
        _builder.Logging.AddProvider(Logs);
        _builder.Services.AddSingleton(clock ?? Time);
        _builder.Services.AddSingleton(new Randomness(() => NextRandom?.Invoke() ?? Random));
        Builder = _builder.AddFlagsmithPolling(options =>
        {
            if (setDefaults)
            {
                options.EnvironmentKey = Key;
                options.ApiUrl = new Uri("https://flags.test/api/v1/");
            }

            configure?.Invoke(options);
        });
        if (stubHttp)
        {
            Builder.HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => Api);
        }
    }

    public IFlagsmithPollingBuilder Builder { get; }

    public StubApi Api { get; }

    public ManualTimeProvider Time { get; }

    public LogRecorder Logs { get; } = new();

    public double Random { get; set; } = 0.5;

    /// <summary>Gets what is used in place of <see cref="Random"/>.</summary>
    public Func<double>? NextRandom { get; init; }

    public IServiceCollection Services => _builder.Services;

    public IConfigurationManager Configuration => _builder.Configuration;

    public IHost Host => _host ??= _builder.Build();

    public IIdentityFlagProvider Users => Host.Services.GetRequiredService<IIdentityFlagProvider>();

    /// <summary>Gets what is behind <see cref="Users"/>: the cache and the requests.</summary>
    public RemoteUserSource RemoteUsers => Host.Services.GetRequiredKeyedService<RemoteUserSource>(Options.DefaultName);

    /// <summary>Reads a user who must be cached.</summary>
    public IIdentityFlagSnapshot Cached(string identifier)
    {
        var asked = Users.GetFlagsAsync(identifier);
        return asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("The read had to wait.");
    }

    public IIdentityFlagProvider UsersOf(string name) => Host.Services.GetRequiredKeyedService<IIdentityFlagProvider>(name);

    /// <summary>Gets the start; null before it.</summary>
    public Task? Start { get; private set; }

    public IFlagProvider Flags => Host.Services.GetRequiredService<IFlagProvider>();

    private IEnumerable<IFlagProvider> Environments => [Flags, .. _named.Select(name => Host.Services.GetRequiredKeyedService<IFlagProvider>(name))];

    /// <summary>Sets how long the requests for users may take that begin from now on.</summary>
    public void SetFetchTimeout(TimeSpan limit) => ((FlagProvider)Flags).Environment.Settings.Current.Identities.FetchTimeout = limit;

    /// <summary>Adds an additional environment of the same API.</summary>
    public void AddNamed(string name, Action<FlagsmithPollingOptions>? configure = null)
    {
        _named.Add(name);
        _builder.AddFlagsmithPolling(name, options =>
        {
            options.EnvironmentKey = Key;
            options.ApiUrl = new Uri("https://flags.test/api/v1/");
            configure?.Invoke(options);
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => Api);
    }

    public Task StartAsync() => Start = StartHostAsync();

    private async Task StartHostAsync()
    {
        await Host.StartAsync();
        _started = true;
        await Time.AdvanceUntilAsync(() => !Environments.OfType<FlagProvider>().Any(IsAboutToPlan)); // the start does not wait for what follows the first response: logs, metrics, timers
    }

    /// <summary>Starts, and lets the time pass that the start may wait: not more.</summary>
    public async Task StartWithinAsync(TimeSpan limit)
    {
        var start = StartAsync();
        await Time.AdvanceUntilAsync(() => start.IsCompleted || Api.Requests.Count > 0); // the first load has begun, and with it all that the start waits for
        var end = Time.Elapsed + limit;
        await Time.AdvanceUntilAsync(() => start.IsCompleted || Time.Elapsed == end, TimeSpan.FromSeconds(0.5));
        await Time.AdvanceUntilAsync(() => start.IsCompleted);
        await start;
    }

    /// <summary>Moves the clock until the next poll is due, and waits for its end with the clock standing still.</summary>
    public async Task PollAsync()
    {
        await BeginPollAsync();
        await UntilPlannedAsync();
    }

    /// <summary>Moves the clock until the next poll has sent its request, and with it those of other environments that are due at the same time.</summary>
    public async Task BeginPollAsync()
    {
        await UntilPlannedAsync(); // of all environments: else the next timer may be the time limit of a request
        var before = Api.Requests.Count;
        Time.Advance(Time.UntilNextTimer!.Value);
        await Time.AdvanceUntilAsync(() => Api.Requests.Count > before && !Environments.Any(environment => environment.Status.NextPollAt <= Time.GetUtcNow()));
    }

    private static bool IsAboutToPlan(FlagProvider flags) => flags.Status is { NextPollAt: null, State: not FlagProviderState.Stopped } status
        && (status.ConsecutiveFailures > 0 || flags.Current.Source == FlagSource.Api);

    /// <summary>Waits, on the real scheduler, until every environment's loop has planned its next poll.</summary>
    public Task UntilPlannedAsync() => Time.AdvanceUntilAsync(() => Environments.All(environment => environment.Status.NextPollAt is not null));

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await (_started ? _host.StopAsync() : Task.CompletedTask);
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        Api.Dispose();
    }
}
