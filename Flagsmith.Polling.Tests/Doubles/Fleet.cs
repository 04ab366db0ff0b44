using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Hosts that share a store, against one stub, on one hand-moved clock. The clock moves only while no host is at work.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int QuickLooks = 1000;
    private const int MostLooks = 60_000; // a minute of real time, or more on a busy machine: ends a broken test, and decides nothing else

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly List<PollingHost> _hosts = [];
    private readonly List<HostWatch> _watches = [];
    private readonly ConcurrentQueue<TimeSpan> _polls = new();
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _response = (_, _) => StubApi.Json("[]");
    private int _changes;

    public Fleet()
    {
        Store = new InMemorySharedFlagStore(Time);
        Api.Response = (request, token) =>
        {
            _polls.Enqueue(Time.Elapsed);
            return _response(request, token);
        };
        Respond("flag_a");
        SynchronizationContext.SetSynchronizationContext(null); // the test's: it would let what waits for the clock, or for a gate, go on some time later, with nothing to show that it is at work
    }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>Gets what all hosts ask, except those that were given a stub of their own.</summary>
    public StubApi Api { get; } = new();

    public InMemorySharedFlagStore Store { get; }

    public IReadOnlyList<PollingHost> Hosts => _hosts;

    /// <summary>Gets when Flagsmith was asked, on the moved clock.</summary>
    public IReadOnlyList<TimeSpan> Polls => [.. _polls];

    public PollingHost this[int index] => _hosts[index];

    public string Environment => Store.Environments.Single();

    public void Respond(params string[] flags) => _response = (_, _) => StubApi.Json(Bodies.List([.. flags.Select(name => Bodies.Flag(name))]));

    public void RespondWith(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> response) => _response = response;

    public PollingHost Add(Action<FlagsmithPollingOptions>? configure = null, TimeProvider? clock = null, ISharedFlagStore? store = null, StubApi? api = null, double? random = null)
    {
        var number = _hosts.Count;
        var asked = api ?? Api;
        var requests = new Unended(NoteChange);
        var watchedTime = new WatchedTime(clock ?? Time, Time, NoteChange);
        var watchedStore = new WatchedStore(store ?? Store, NoteChange);
        var host = new PollingHost(
            options =>
            {
                options.SharedStore.HostName = $"host-{number}";
                options.PollInterval = Interval;
                configure?.Invoke(options);
            },
            time: Time, api: new StubApi { Response = (request, token) => requests.Note(asked.Response(request, token), token) }, clock: watchedTime)
        { NextRandom = random is { } value ? () => value : RandomOf(number) };
        host.Builder.UseSharedStore(watchedStore);
        _hosts.Add(host);
        _watches.Add(new HostWatch(host, watchedTime, watchedStore, requests));
        return host;
    }

    public async Task<PollingHost> StartAsync(Action<FlagsmithPollingOptions>? configure = null, TimeProvider? clock = null, ISharedFlagStore? store = null)
    {
        var host = Add(configure, clock, store);
        await StartAsync(host);
        return host;
    }

    public async Task StartAsync(PollingHost host)
    {
        var start = host.StartAsync();
        await UntilAsync(() => start.IsCompleted);
        await start;
        await SettleAsync();
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
        await SettleAsync();
        var end = Time.Elapsed + time;
        while (Time.Elapsed < end)
        {
            var step = Time.UntilNextTimer is { } next && Time.Elapsed + next < end ? next : end - Time.Elapsed;
            Time.Advance(step);
            await SettleAsync();
        }
    }

    /// <summary>Lets time pass, from timer to timer, until a condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (var steps = 0; steps < 10_000; steps++)
        {
            if (await HoldsBeforeRestAsync(condition))
            {
                return;
            }

            Time.Advance(Time.UntilNextTimer is { } next && next < Interval ? next : Interval);
        }

        throw new TimeoutException("The condition did not come true.");
    }

    public Task RunIntervalsAsync(double intervals) => RunAsync(Interval * intervals);

    /// <summary>Waits, with the clock standing still, until no host is at work.</summary>
    public Task SettleAsync() => HoldsBeforeRestAsync(static () => false);

    public static IEnumerable<string> NamesOn(PollingHost host) => host.Flags.Current.Flags.Where(flag => flag.Enabled).Select(flag => flag.Feature.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Api.Dispose();
    }

    /// <summary>Waits, with the clock standing still, until a condition holds or no host is at work.</summary>
    private async Task<bool> HoldsBeforeRestAsync(Func<bool> condition)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            if (condition())
            {
                return true;
            }

            if (AreAllAtRest())
            {
                return condition();
            }

            await (looks < QuickLooks ? YieldAsync() : Task.Delay(1)); // the machine is busy: its cores are for the hosts
        }

        throw new TimeoutException($"A host does not come to rest.\n{string.Join('\n', _watches)}");
    }

    /// <summary>A host comes to rest as it arms or drops a timer: where none was while all were looked at, none was at work for another that had been found at rest.</summary>
    private bool AreAllAtRest()
    {
        var before = Volatile.Read(ref _changes);
        return _watches.TrueForAll(static watch => watch.IsAtRest) && before == Volatile.Read(ref _changes);
    }

    private void NoteChange() => Interlocked.Increment(ref _changes);

    private static async Task YieldAsync() => await Task.Yield();

    /// <summary>Each host draws from numbers of its own: what it draws does not depend on who is faster.</summary>
    private static Func<double> RandomOf(int number)
    {
        var random = new Random(17 + number);
        return () =>
        {
            lock (random)
            {
                return random.NextDouble();
            }
        };
    }
}
