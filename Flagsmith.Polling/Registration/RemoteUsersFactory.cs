using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Registration;

/// <summary>Puts the parts together that read an environment's users from a server.</summary>
internal static class RemoteUsersFactory
{
    private const long BytesPerEntry = 2048;

    public static RemoteUserSource Create(FlagProvider provider, Func<double> random)
    {
        var (store, settings, telemetry, time, logger) = (provider.Environment.Store, provider.Environment.Settings, provider.Environment.Telemetry, provider.Environment.Time, provider.Environment.Logger);
        var (monotonic, states) = (new MonotonicClock(time), new FlagStatePool());
        var clock = new CoarseClock(monotonic, logger);
        var cache = CreateCache(provider.Options.Identities, clock);
        var failures = new FailureMemory(settings, monotonic);
        var maintenance = new UserMaintenance(store, cache, failures, states, clock);
        var policy = new CachePolicy(store, settings, states, clock);
        var responses = new IdentityResponseStore(store, settings, cache, policy, failures);

        var circuit = new IdentityCircuit(monotonic, random, logger);
        var users = new CachedUserFactory(new IdentityBaseline(store, monotonic), states, monotonic, random);
        var fetcher = CreateFetcher(provider, circuit, users);
        var timelines = new UserTimelines(cache);
        var limiter = new FetchLimiter(settings, time);
        var errors = new IdentityErrors(settings);
        var fetches = new SharedReads(timelines, limiter, fetcher, circuit, responses, failures, errors);
        var requests = new DirectRequests(timelines, limiter, fetcher, responses, errors);

        var counters = telemetry.Identities;
        telemetry.Observe(() => new IdentityFigures(limiter.IsDisposed ? 0 : cache.Count, counters.Read()));
        var fallback = new ReadFallback(policy, store, counters);
        var reads = new ReadThrough(cache, policy, fetches, fallback, store, counters);
        return new RemoteUserSource(cache, policy, reads, requests, maintenance, settings, counters) { Report = new CacheReport(cache, timelines, circuit, counters, settings) };
    }

    private static IdentityCache CreateCache(IdentityOptions options, CoarseClock clock)
    {
        var maxBytes = options.MaxBytes ?? (options.MaxEntries * BytesPerEntry);
        return new IdentityCache(new UserEntries(options.MaxEntries, maxBytes, clock, UserMaintenance.Interval), clock);
    }

    private static IdentityFetcher CreateFetcher(FlagProvider provider, IdentityCircuit circuit, CachedUserFactory users)
    {
        var environment = provider.Environment;
        return new IdentityFetcher(
            new IdentityRoundTrip(environment.Api, users, environment.Telemetry, environment.Time),
            circuit,
            environment.Settings,
            new FetchWarnings(environment.Time, environment.Logger),
            provider.Poller.NoteServerReachable);
    }
}
