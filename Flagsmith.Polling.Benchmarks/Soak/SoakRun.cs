using System.Globalization;
using Flagsmith.Polling.Identities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>One soak: the providers as an application has them, an API in changing moods, readers on all cores.</summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MemoryFrom = TimeSpan.FromSeconds(300);

    /// <summary>For how long no user may be fetched while the API is well.</summary>
    private static readonly TimeSpan MaxWithoutFetch = TimeSpan.FromSeconds(10);
    private const double MaxFallbackPercent = 5;

    private readonly TimeSpan _length;
    private readonly SoakPlan _plan = new();
    private readonly SoakFaults _faults = new();
    private readonly PollLedger _ledger = new();
    private readonly List<SoakSample> _samples = [];
    private readonly SoakClock _clock;
    private readonly MoodSwings _moods;
    private readonly FetchLedger _fetches;
    private readonly FlappingApi _api;
    private readonly ServiceProvider _services;
    private readonly SoakReaders _readers;

    public SoakRun(TimeSpan length)
    {
        _length = length;
        _clock = new SoakClock(_plan.Generation);
        _moods = new MoodSwings(length, seed: 1);
        _fetches = new FetchLedger(_moods);
        _api = new FlappingApi(_clock, _moods, _ledger, _fetches);
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(_plan.Apply).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => _api).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        _services = services.BuildServiceProvider();
        _readers = new SoakReaders(
            _plan, _clock, _ledger, _services.GetRequiredService<IFlagProvider>(), _services.GetRequiredService<IIdentityFlagProvider>(), _faults);
    }

    /// <returns>The bounds.</returns>
    public async Task<Target[]> RunAsync()
    {
        var hosted = _services.GetServices<IHostedService>().ToArray();
        await Task.WhenAll(hosted.Select(service => service.StartAsync(CancellationToken.None)));
        await _services.GetRequiredService<IFlagProvider>().WaitUntilReadyAsync();
        using var stopping = new CancellationTokenSource();
        await _readers.FillAsync(stopping.Token);
        var start = await TakeSampleAsync(); // not earlier: the thread pool has its threads only when it has had work
        Print("every user has been fetched once", start);
        _fetches.Start(_clock.Elapsed);
        _readers.Shares.Start();
        var reading = _readers.RunAsync(stopping.Token);
        await WatchAsync();
        _fetches.Note(_clock.Elapsed); // the stretch at the end counts too
        await stopping.CancelAsync();
        await reading;
        await Task.WhenAll(hosted.Select(service => service.StopAsync(CancellationToken.None)));
        _samples.Add(await TakeSampleAsync());
        _faults.Print();
        return Bounds(start);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _api.Dispose();
        _faults.Dispose();
    }

    private Task<SoakSample> TakeSampleAsync() => SoakSample.TakeAsync(() => _services.GetRequiredKeyedService<RemoteUserSource>(Options.DefaultName).Count);

    private async Task WatchAsync()
    {
        while (_clock.Elapsed < _length)
        {
            var left = _length - _clock.Elapsed;
            await Task.Delay(left < BetweenSamples ? left : BetweenSamples);
            _samples.Add(await TakeSampleAsync());
            Print(_moods.At(_clock.Elapsed).ToString(), _samples[^1]);
        }
    }

    private void Print(string note, SoakSample sample) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{_clock.Elapsed.TotalSeconds,5:F0} s  {_readers.Reads,13:N0} reads  {_ledger.Good,4} polls good {_ledger.Failed,4} failed  {_api.Fetches,10:N0} fetches  {sample.Users,6:N0} users  {sample.Threads,3} threads  {sample.Bytes / 1e6,6:F1} MB  {note}"));

    private Target[] Bounds(SoakSample start)
    {
        Target[] bounds =
        [
            Target.AtMost("exceptions out of reads, or unobserved", _faults.Count, 0, "in all"),
            Age("environment", _readers.Environment),
            Age("users", _readers.Users),
            WithoutFetch(),
            Fallbacks(_readers.Shares),
            Target.AtMost("threads, most", _samples.Max(sample => sample.Threads), start.Threads + Environment.ProcessorCount + 2, "threads"),
            Target.AtLeast("good polls", _ledger.Good, 2, "polls"),
            Target.AtLeast("failed polls", _ledger.Failed, 2, "polls"),
        ];
        return _length < MemoryFrom ? bounds : [.. bounds, SoakMemory.Check([.. _samples.SkipLast(1)])];
    }

    private Target WithoutFetch()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"longest stretch without a user's fetch: {_fetches.Longest.TotalSeconds:F2} s in which the API was well, from second {_fetches.LongestFrom.TotalSeconds:F0} on"));
        return Target.AtMost("API well, but no user fetched", _fetches.Longest.TotalSeconds, MaxWithoutFetch.TotalSeconds, "s");
    }

    private static Target Fallbacks(ReadShares shares) => shares.FallbackPercent is { } percent
        ? Target.AtMost("users who got the environment's flags", percent, MaxFallbackPercent, "%")
        : new Target("users who got the environment's flags", "no reads", "some", IsMet: false);

    private static Target Age(string what, AgeRecord ages)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: oldest read {ages.Oldest.TotalSeconds:F2} s after a change; nearest to its bound by {ages.LeastLeft.TotalSeconds:F2} s"));
        return Target.AtMost($"{what}: reads older than their bound", ages.Breaks, 0, "reads");
    }
}
