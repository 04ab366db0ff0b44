using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Identities;

/// <summary>What a reader gets when fetching fails: the cached flags, otherwise the environment's, otherwise the error.</summary>
internal sealed class ReadFallback(CachePolicy policy, FlagSnapshotStore environment, IdentityCounters counters)
{
    /// <summary>Returns what stands in for a fetch that failed.</summary>
    /// <param name="cached">What is cached of the user; null for nothing.</param>
    /// <param name="error">Why the fetch failed.</param>
    /// <param name="mayUseEnvironment">Whether the environment's flags will do.</param>
    /// <exception cref="FlagsmithApiException">Nothing stands in.</exception>
    public IdentityFlagSnapshot InPlaceOf(CachedUser? cached, FlagsmithApiException error, bool mayUseEnvironment)
    {
        if (cached is not null && policy.ServeOnError(cached) is { } user)
        {
            counters.Count(IdentityResult.Stale);
            return user;
        }

        if (!mayUseEnvironment)
        {
            counters.Count(IdentityResult.Error);
            throw Copy(error);
        }

        counters.Count(IdentityResult.Fallback);
        return OfEnvironment(environment.Current);
    }

    private static IdentityFlagSnapshot OfEnvironment(FlagSnapshot current) =>
        new(FlagOverlay.Same(current.Base), TraitSet.Empty, current.Version, FlagSource.EnvironmentFallback, current.FetchedAt, isFallback: true);

    // A failed fetch may be thrown at many callers, and a thrown exception keeps the trace of its last throw.
    private static FlagsmithApiException Copy(FlagsmithApiException error) =>
        new(error.Kind, error.Message, error.StatusCode, error.RetryAfter, error);
}
