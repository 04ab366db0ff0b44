using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Identities;

/// <summary>Reads the figures of the cache, for diagnostics.</summary>
internal sealed class CacheReport(IdentityCache cache, UserTimelines timelines, IdentityCircuit circuit, IdentityCounters counters, OptionsReloader settings)
{
    public IdentityCacheFigures Read() => new()
    {
        Entries = cache.Count,
        MaxEntries = settings.Current.Identities.MaxEntries,
        RequestsInFlight = timelines.Count,
        IsSuspended = circuit.Rejection is not null,
        Hits = counters.Read(IdentityResult.Hit),
        StaleHits = counters.Read(IdentityResult.Stale),
        Misses = counters.Read(IdentityResult.Miss, IdentityResult.Coalesced),
        Fallbacks = counters.Read(IdentityResult.Fallback),
    };
}
