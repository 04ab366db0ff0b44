using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Hosts that share a store, against one stub, on one hand-moved clock.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2); // timers of whole milliseconds fire a little before what is planned

    private readonly List<PollingHost> _hosts = [];
    private readonly Random _random = new(17);
    private readonly ConcurrentQueue<TimeSpan> _polls = new();
    private readonly ConcurrentBag<(Task Response, CancellationToken Token)> _responses = [];
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _response = (_, _) => StubApi.Json("[]");

    public Fleet()
    {
        Store = new InMemorySharedFlagStore(Time);
        Api.Response = SendAsync;
        Respond("flag_a");
    }

    public ManualTimeProvider Time { get; } = new();

    public StubApi Api { get; } = new();

    public InMemorySharedFlagStore Store { get; }

    public IReadOnlyList<PollingHost> Hosts => _hosts;

    /// <summary>Gets when Flagsmith was asked, on the moved clock.</summary>
    public IReadOnlyList<TimeSpan> Polls => [.. _polls];

    public PollingHost this[int index] => _hosts[index];

    private IEnumerable<PollingHost> Waiting => _hosts.Where(host => host.Flags.Status.State != FlagProviderState.Stopped && host.HasStarted);

    public string Environment => Store.Environments.Single();

    public void Respond(params string[] flags) => _response = (_, _) => StubApi.Json(Bodies.List([.. flags.Select(name => Bodies.Flag(name))]));

    public void RespondWith(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> response) => _response = response;

    public PollingHost Add(Action<FlagsmithPollingOptions>? configure = null, TimeProvider? clock = null, ISharedFlagStore? store = null)
    {
        var number = _hosts.Count;
        var host = new PollingHost(
            options =>
            {
                options.SharedStore.HostName = $"host-{number}";
                options.PollInterval = Interval;
                configure?.Invoke(options);
            },
            time: Time, api: Api, clock: clock)
        { NextRandom = NextRandom };
        host.Builder.UseSharedStore(store ?? Store);
        _hosts.Add(host);
        return host;
    }

    public void Adopt(PollingHost host) => _hosts.Add(host);

    public async Task<PollingHost> StartAsync(Action<FlagsmithPollingOptions>? configure = null, TimeProvider? clock = null, ISharedFlagStore? store = null)
    {
        var host = Add(configure, clock, store);
        await StartAsync(host);
        return host;
    }

    public async Task StartAsync(PollingHost host)
    {
        var start = host.StartAsync();
        for (var yields = 0; yields < 200_000 && !start.IsCompleted; yields++)
        {
            await Task.Yield(); // most starts need no time, and a busy machine must not take from a host the time that it has for the store
        }

        await UntilAsync(() => start.IsCompleted);
        await start;
        await SettleAsync();
        if (Store is { Failure: null, Hangs: false })
        {
            await Time.AdvanceUntilAsync(() => Store.Subscribers >= _hosts.Count(static host => host.HasStarted)); // else a notice might come too early
        }
    }

    /// <summary>Lets time pass in small steps until a condition holds, and only where it does not come true by itself: what waits for a busy machine must not lose the time that it has for the store.</summary>
    public async Task StepUntilAsync(Func<bool> condition)
    {
        for (var steps = 0; ; steps++)
        {
            for (var yields = 0; yields < 5_000; yields++)
            {
                if (condition())
                {
                    return;
                }

                await Task.Yield();
            }

            steps.Should().BeLessThan(10_000, "the condition must come true");
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    public async Task StartManyAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await StartAsync();
        }
    }

    /// <summary>Lets time pass, from timer to timer.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        var end = Time.Elapsed + time;
        while (Time.Elapsed < end)
        {
            var step = Time.UntilNextTimer is { } next && Time.Elapsed + next < end ? next : end - Time.Elapsed;
            Time.Advance(step);
            await SettleAsync();
        }
    }

    /// <summary>Lets time pass, from timer to timer, until a condition holds. Where no timer is due soon, whoever is at work gets the time to arm one first.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var steps = 0; steps < 10_000; steps++)
        {
            for (var yields = 0; yields < 50_000 && (yields < 5_000 || Time.UntilNextTimer is not { } soon || soon > Soon); yields++)
            {
                if (condition())
                {
                    return;
                }

                await Task.Yield();
            }

            Time.Advance(Time.UntilNextTimer is { } next && next < Interval ? next : Interval);
        }

        throw new TimeoutException("The condition did not come true.");
    }

    public Task RunIntervalsAsync(double intervals) => RunAsync(Interval * intervals);

    /// <summary>Waits, with the clock standing still, until each host has planned what it does next.</summary>
    public async Task SettleAsync()
    {
        for (var calm = 0; calm < 3;)
        {
            await Time.AdvanceUntilAsync(AreAllPlanned);
            await Task.Yield();
            calm = AreAllPlanned() ? calm + 1 : 0;
        }
    }

    public static IEnumerable<string> NamesOn(PollingHost host) => host.Flags.Current.Flags.Where(flag => flag.Enabled).Select(flag => flag.Feature.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        _polls.Enqueue(Time.Elapsed);
        var response = _response(request, token);
        if (!response.IsCompleted)
        {
            _responses.Add((response, token));
        }

        return await response;
    }

    private double NextRandom()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>Gets how many requests hang now. One that has ended does not, even if its host has not been told yet: it has yet to plan.</summary>
    private int Hanging => Store.HangingOperations + _responses.Count(static hanging => !hanging.Response.IsCompleted && !hanging.Token.IsCancellationRequested);

    // A host that waits for a response that does not come is settled too.
    private bool AreAllPlanned() => Waiting.Count(host => host.Flags.Status.NextPollAt is not { } at || (at <= Now(host) + Rounding && !(Time.UntilNextTimer <= Rounding))) <= Hanging;

    private static DateTimeOffset Now(PollingHost host) => host.Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
}
