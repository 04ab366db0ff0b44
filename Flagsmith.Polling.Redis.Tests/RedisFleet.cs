using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>Hosts that share one Redis and poll one local Flagsmith, each with a connection of its own.</summary>
internal sealed class RedisFleet : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5); // a loop without a pause would take a core from the servers and the hosts, whose calls have a second

    private readonly List<IHost> _hosts = [];
    private readonly LocalFlagsmith _flagsmith;
    private readonly int _port;

    private RedisFleet(LocalFlagsmith flagsmith, int port) => (_flagsmith, _port) = (flagsmith, port);

    public LocalFlagsmith Flagsmith => _flagsmith;

    public IReadOnlyList<IHost> Hosts => _hosts;

    /// <summary>Gets the text of all log lines.</summary>
    public LineRecorder Lines { get; } = new();

    public static async Task<RedisFleet> StartAsync(int port, int hosts, string settings = "", Action<FlagsmithPollingOptions>? configure = null)
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("flag_a", enabled: true);
        var fleet = new RedisFleet(flagsmith, port);
        for (var number = 0; number < hosts; number++)
        {
            await fleet.AddAsync(settings, configure);
        }

        return fleet;
    }

    public async Task<IHost> AddAsync(string settings = "", Action<FlagsmithPollingOptions>? configure = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Lines);
        builder.AddFlagsmithPolling(options =>
        {
            options.ApiUrl = _flagsmith.ApiUrl;
            options.EnvironmentKey = _flagsmith.ServerSideKey;
            options.PollInterval = TimeSpan.FromSeconds(1);
            options.StartupTimeout = TimeSpan.FromMinutes(1); // on a busy machine
            options.SharedStore.HostName = string.Create(CultureInfo.InvariantCulture, $"host-{_hosts.Count}");
            configure?.Invoke(options);
        }).UseRedis(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},connectTimeout=1000,connectRetry=1{settings}"));
        var host = builder.Build();
        await host.StartAsync();
        _hosts.Add(host);
        return host;
    }

    public static IFlagProvider FlagsOf(IHost host) => host.Services.GetRequiredService<IFlagProvider>();

    /// <summary>Waits until all hosts have a state.</summary>
    public Task UntilAllAsync(Func<IFlagProvider, bool> condition, CancellationToken token) => AllWithinAsync(condition, Timeout.InfiniteTimeSpan, token);

    /// <summary>Waits until all hosts have a state, or a time is over.</summary>
    /// <returns>Whether they have.</returns>
    public async Task<bool> AllWithinAsync(Func<IFlagProvider, bool> condition, TimeSpan limit, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        while (!_hosts.All(host => condition(FlagsOf(host))))
        {
            if (limit != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(began) > limit)
            {
                return false;
            }

            token.ThrowIfCancellationRequested();
            await Task.Delay(LookEvery, token);
        }

        return true;
    }

    /// <summary>Waits until all hosts have used the store: a first connection may take longer than a start waits for it.</summary>
    public Task UntilAllConnectedAsync(CancellationToken token) =>
        UntilAllAsync(static flags => flags.Status.SharedStore is { IsAvailable: true, LastPolledBy: not null }, token);

    /// <summary>Waits until all hosts hear notices, which they do a moment after their start.</summary>
    public async Task UntilAllSubscribedAsync(CancellationToken token)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},allowAdmin=true"));
        var server = connection.GetServers()[0];
        while (true)
        {
            token.ThrowIfCancellationRequested();
            var channels = await server.SubscriptionChannelsAsync(RedisChannel.Pattern("flagsmith*"));
            if (channels.Length == 1 && await server.SubscriptionSubscriberCountAsync(channels[0]) >= _hosts.Count)
            {
                return;
            }

            await Task.Delay(LookEvery, token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        await _flagsmith.DisposeAsync();
    }
}
