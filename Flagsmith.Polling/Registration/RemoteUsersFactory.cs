using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Registration;

/// <summary>Puts the parts together that read an environment's users from a server.</summary>
internal static class RemoteUsersFactory
{
    private const long BytesPerEntry = 2048;

    public static RemoteUserSource Create(FlagProvider provider, Func<double> random, ILogger logger)
    {
        var (environment, settings, monotonic, states) = (provider.Store, provider.Settings, new MonotonicClock(provider.Time), new FlagStatePool());
        var clock = new CoarseClock(monotonic, logger);
        var cache = CreateCache(provider.Options.Identities, clock);
        var failures = new FailureMemory(settings, monotonic);
        var maintenance = new UserMaintenance(environment, cache, failures, states, clock);
        var policy = new CachePolicy(environment, settings, states, clock);
        var store = new IdentityResponseStore(environment, settings, cache, policy, failures);

        var circuit = new IdentityCircuit(monotonic, random, logger);
        var users = new CachedUserFactory(new IdentityBaseline(environment, monotonic), states, monotonic, random);
        var fetcher = CreateFetcher(provider, circuit, users, logger);
        var timelines = new UserTimelines(cache);
        var limiter = new FetchLimiter(settings, provider.Time);
        var errors = new IdentityErrors(settings);
        var fetches = new SharedReads(timelines, limiter, fetcher, circuit, store, failures, errors);
        var requests = new DirectRequests(timelines, limiter, fetcher, store, errors);

        var counters = provider.Telemetry.Identities;
        provider.Telemetry.Observe(() => new IdentityFigures(limiter.IsDisposed ? 0 : cache.Count, counters.Read()));
        var fallback = new ReadFallback(policy, environment, counters);
        var reads = new ReadThrough(cache, policy, fetches, fallback, environment, counters);
        return new RemoteUserSource(cache, policy, reads, requests, maintenance, settings, counters);
    }

    private static IdentityCache CreateCache(IdentityOptions options, CoarseClock clock)
    {
        var maxBytes = options.MaxBytes ?? (options.MaxEntries * BytesPerEntry);
        return new IdentityCache(new UserEntries(options.MaxEntries, maxBytes, clock, UserMaintenance.Interval), clock);
    }

    private static IdentityFetcher CreateFetcher(FlagProvider provider, IdentityCircuit circuit, CachedUserFactory users, ILogger logger) => new(
        new IdentityRoundTrip(provider.Api, users, provider.Telemetry, provider.Time),
        circuit,
        provider.Settings,
        new FetchWarnings(provider.Time, logger),
        provider.NoteServerReachable);
}
