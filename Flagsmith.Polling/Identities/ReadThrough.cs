using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Identities;

/// <summary>Reads users who need something done: from the cache with a fetch in the background, by a fetch, or with what stands in for one that failed.</summary>
internal sealed class ReadThrough(
    IdentityCache cache, CachePolicy policy, SharedReads fetches, ReadFallback fallback, FlagSnapshotStore environment, IdentityCounters counters)
{
    /// <summary>Reads a user.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="mayFallBack">Whether the environment's flags will do where the fetch fails.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="FlagsmithApiException">The fetch failed, and nothing stands in for it.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    /// <exception cref="ObjectDisposedException">The provider is disposed.</exception>
    public ValueTask<IIdentityFlagSnapshot> ReadAsync(IdentityKey key, bool mayFallBack, CancellationToken cancellationToken)
    {
        var cached = cache.Find(key);
        if (cached is null || policy.Serve(cached, out var isStale) is not { } user)
        {
            return new ValueTask<IIdentityFlagSnapshot>(FetchAsync(key, cached, mayFallBack, cancellationToken));
        }

        counters.Count(isStale ? IdentityResult.Stale : IdentityResult.Hit);
        if (isStale)
        {
            fetches.ReadInBackground(key);
        }

        return new ValueTask<IIdentityFlagSnapshot>(user);
    }

    private async Task<IIdentityFlagSnapshot> FetchAsync(IdentityKey key, CachedUser? cached, bool mayFallBack, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(fetches.IsDisposed, typeof(IIdentityFlagProvider));
        if (fetches.RejectionOf(key) is { } rejection)
        {
            return fallback.InPlaceOf(cached, rejection, mayFallBack);
        }

        var version = environment.Current.Version;
        var (result, hasStarted) = await FetchAsync(key, cancellationToken).ConfigureAwait(false);
        if (result.View is { } joined && !hasStarted && policy.MustWait(joined, version))
        {
            (result, hasStarted) = await FetchAsync(key, cancellationToken).ConfigureAwait(false); // the request joined was sent before the change
        }

        if (result.View is null)
        {
            return fallback.InPlaceOf(cached, result.Error!, mayFallBack);
        }

        counters.Count(hasStarted ? IdentityResult.Miss : IdentityResult.Coalesced);
        return policy.Follow(result.View);
    }

    private async Task<(FetchResult Result, bool HasStarted)> FetchAsync(IdentityKey key, CancellationToken cancellationToken)
    {
        var result = await fetches.ReadAsync(key, out var hasStarted).WaitAsync(cancellationToken).ConfigureAwait(false);
        return (result, hasStarted);
    }
}
