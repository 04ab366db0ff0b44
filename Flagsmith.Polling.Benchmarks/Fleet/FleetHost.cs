using System.Diagnostics;
using System.Globalization;
using Flagsmith.Polling.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>One host of a fleet, with a connection of its own and a clock that is wrong by up to ten minutes.</summary>
internal sealed class FleetHost : IAsyncDisposable
{
    private readonly IHost _host;
    private int _content;
    private long _changedAt;
    private int _empty;
    private int _steppedBack;

    private FleetHost(IHost host)
    {
        _host = host;
        Flags = host.Services.GetRequiredService<IFlagProvider>();
    }

    public IFlagProvider Flags { get; }

    /// <summary>Gets the number of the content that is served.</summary>
    public int Content => Volatile.Read(ref _content);

    /// <summary>Gets when it was published.</summary>
    public long ChangedAt => Volatile.Read(ref _changedAt);

    /// <summary>Gets how often no flags were published.</summary>
    public int EmptyPublications => Volatile.Read(ref _empty);

    /// <summary>Gets how often older content was published than was served.</summary>
    public int StepsBack => Volatile.Read(ref _steppedBack);

    public static FleetHost Create(int number, int count, FleetPlan plan)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new SkewedClock(TimeSpan.FromMinutes((20.0 * number / count) - 10)));
        var added = builder.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "ser.TheKeyOfTheFleet";
            options.ApiUrl = new Uri("https://flagsmith.test/api/v1/");
            options.PollInterval = plan.Interval;
            options.RequestTimeout = plan.RequestTimeout;
            options.Mode = plan.Mode;
            options.SharedStore.HostName = string.Create(CultureInfo.InvariantCulture, $"host-{number}");
        });
        added.HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => plan.Api).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        var configuration = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{plan.Port},connectTimeout=1000");
        if (plan.DropsNotices)
        {
            var connection = new RedisConnection(async () => await ConnectionMultiplexer.ConnectAsync(configuration), isOwned: true);
            added.UseSharedStore(new QuietStore(new RedisSharedFlagStore(connection, new RedisNames("flagsmith"))));
        }
        else
        {
            added.UseRedis(configuration);
        }

        var host = new FleetHost(builder.Build());
        host.Flags.OnChange(change => host.Note(change.Current));
        return host;
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        Note(Flags.Current);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private void Note(IFlagSnapshot snapshot)
    {
        if (snapshot.Source == FlagSource.Defaults)
        {
            return;
        }

        if (snapshot.Flags.Count == 0)
        {
            Interlocked.Increment(ref _empty);
            return;
        }

        var content = snapshot.GetValue("flag_1", 0);
        if (content < Volatile.Read(ref _content))
        {
            Interlocked.Increment(ref _steppedBack);
        }

        Volatile.Write(ref _changedAt, Stopwatch.GetTimestamp());
        Volatile.Write(ref _content, content);
    }
}
