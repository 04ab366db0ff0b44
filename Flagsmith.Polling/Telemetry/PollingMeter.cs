using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Flagsmith.Polling.Telemetry;

/// <summary>All instruments, made once for all environments of a container; what is measured carries the environment's name as a tag.</summary>
/// <remarks>Names and units follow OpenTelemetry's conventions; <c>docs/operations.md</c> lists them.</remarks>
internal sealed class PollingMeter
{
    private const string Prefix = "flagsmith.polling.";

    // The defaults of OpenTelemetry are made for milliseconds: nearly every poll would fall into their first bucket.
    private static readonly InstrumentAdvice<double> Durations =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly InstrumentAdvice<long> Sizes =
        new() { HistogramBucketBoundaries = [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26] };

    private readonly ConcurrentDictionary<string, Func<ProviderFigures>> _providers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<IdentityFigures>> _identities = new(StringComparer.Ordinal);

    public PollingMeter(IMeterFactory factory)
    {
        var meter = factory.Create(FlagsmithPollingDefaults.MeterName);
        Polls = Make(() => meter.CreateCounter<long>(Prefix + "polls", "{poll}", "Completed polls, by outcome."));
        PollDuration = Make(() => meter.CreateHistogram<double>(Prefix + "poll.duration", "s", "Duration of polls.", tags: null, advice: Durations));
        BodySize = Make(() => meter.CreateHistogram<long>(Prefix + "poll.body.size", "By", "Size of the response bodies after decompression.", tags: null, advice: Sizes));
        FetchDuration = Make(() => meter.CreateHistogram<double>(Prefix + "identity.fetch.duration", "s", "Duration of fetches of single users.", tags: null, advice: Durations));
        EvaluationTimeouts = Make(() => meter.CreateCounter<long>(Prefix + "evaluation.timeouts", "{match}", "Matches of segments' regular expressions that took too long."));
        StoreLooks = Make(() => meter.CreateCounter<long>(Prefix + "shared_store.looks", "{look}", "Looks at the shared store, by outcome."));
        ObserveProviders(meter);
        IdentityRequests = Make(() => meter.CreateObservableCounter(Prefix + "identity.requests", ReadRequests, "{request}", "Reads of single users, by result."));
        Make(() => meter.CreateObservableGauge(Prefix + "identity.entries", ReadEntries, "{user}", "Users in the cache."));
    }

    public Counter<long>? Polls { get; }

    public Histogram<double>? PollDuration { get; }

    public Histogram<long>? BodySize { get; }

    public Histogram<double>? FetchDuration { get; }

    public Counter<long>? EvaluationTimeouts { get; }

    public Counter<long>? StoreLooks { get; }

    public ObservableCounter<long>? IdentityRequests { get; }

    /// <summary>Lets the gauges read an environment.</summary>
    public void Observe(string provider, Func<ProviderFigures> read) => _providers[provider] = read;

    /// <summary>Lets the gauges and counters read an environment's users.</summary>
    public void Observe(string provider, Func<IdentityFigures> read) => _identities[provider] = read;

    // Making an instrument calls the listeners of the application. One that throws takes the instrument away, and must not take the provider with it.
    private static TInstrument? Make<TInstrument>(Func<TInstrument> create)
        where TInstrument : Instrument
    {
        try
        {
            return create();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private void ObserveProviders(Meter meter)
    {
        Make(() => meter.CreateObservableGauge(Prefix + "snapshot.age", () => Read(figures => figures.AgeInSeconds), "s", "Time since a response last confirmed the flags; not reported before the first."));
        Make(() => meter.CreateObservableGauge(Prefix + "snapshot.version", () => Read(figures => figures.Version), "{version}", "Version of the current snapshot; 0 for the defaults at startup."));
        Make(() => meter.CreateObservableGauge(Prefix + "snapshot.stale", () => Read(figures => figures.IsStale), "1", "1 if the flags are older than MaxStaleness, otherwise 0."));
        Make(() => meter.CreateObservableGauge(Prefix + "consecutive_failures", () => Read(figures => figures.Failures), "{failure}", "Consecutive failed polls."));
        Make(() => meter.CreateObservableGauge(Prefix + "flags", () => Read(figures => figures.Flags), "{flag}", "Flags in the current snapshot."));
        Make(() => meter.CreateObservableGauge(Prefix + "shared_store.available", () => Read(figures => figures.IsStoreAvailable), "1", "1 if the shared store responds as it should, otherwise 0; not reported without a shared store."));
    }

    private IEnumerable<Measurement<T>> Read<T>(Func<ProviderFigures, T?> figure)
        where T : struct =>
        from provider in _providers
        let value = figure(provider.Value())
        where value is not null
        select new Measurement<T>(value.Value, Tags.Provider(provider.Key));

    private IEnumerable<Measurement<long>> ReadEntries() =>
        _identities.Select(provider => new Measurement<long>(provider.Value().Entries, Tags.Provider(provider.Key)));

    private IEnumerable<Measurement<long>> ReadRequests() =>
        from provider in _identities
        from result in provider.Value().Requests
        select new Measurement<long>(result.Count, Tags.Provider(provider.Key), Tags.Result(result.Result));
}
