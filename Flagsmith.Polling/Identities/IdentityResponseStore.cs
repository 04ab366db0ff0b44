using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Puts users' responses into the cache, in the order in which their requests were sent.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class IdentityResponseStore(
    FlagSnapshotStore environment, OptionsReloader settings, IdentityCache cache, CachePolicy policy, FailureMemory failures)
{
    private const int StoreAttempts = 3;

    public CachedUser? Find(IdentityKey key) => cache.Find(key);

    /// <summary>Returns the response to the request before, where that has arrived between a reader's look into the cache and the start of this one.</summary>
    public CachedUser? FindLanded(IdentityKey key) => cache.Find(key) is { } landed && policy.IsHit(landed) ? landed : null;

    /// <summary>Keeps a response, unless something sent later is kept already, a write overlaps it, or it suddenly has no flags. Earlier failures are forgotten.</summary>
    /// <returns>The view for those who wait: the response's, or the cached one where the response is held back.</returns>
    public async Task<CachedUser> KeepAsync(UserTimeline timeline, UserRequest request, CachedUser view, bool appliesEmpty)
    {
        failures.Forget(request.Key);
        if (!appliesEmpty && TryHold(request, view) is { } held)
        {
            if (request.IsWrite)
            {
                timeline.KeepNothing(request);
            }

            return held;
        }

        if (cache.IsTooLarge(request.Key, view))
        {
            timeline.KeepNothing(request);
            return view;
        }

        await StoreAsync(timeline, request, view).ConfigureAwait(false);
        return view;
    }

    private async Task StoreAsync(UserTimeline timeline, UserRequest request, CachedUser view)
    {
        var options = settings.Current.Identities;
        var longest = options.StaleIfError > options.StaleWhileRevalidate ? options.StaleIfError : options.StaleWhileRevalidate;
        var keepFor = TimeSpan.FromTicks(Math.Max(1, view.FreshUntil - cache.Now)) + longest;
        var isSettled = false;
        for (var attempt = 0; attempt < StoreAttempts && !isSettled; attempt++)
        {
            await cache.MakeRoomAsync(isFull: attempt > 0).ConfigureAwait(false);
            isSettled = timeline.TryKeep(request, () => cache.TryStore(request.Key, view, options.MaxTraitSetsPerIdentity, keepFor, replaceAll: request.IsWrite));
        }
    }

    /// <summary>Holds a sudden empty list back, as for the environment, until the user's next response agrees.</summary>
    /// <returns>The cached view; null where the response applies.</returns>
    private CachedUser? TryHold(UserRequest request, CachedUser view)
    {
        if (view.HasFlags || environment.Current.Flags.Count == 0 || cache.Find(request.Key) is not { HasFlags: true, HasHeldEmpty: false } cached)
        {
            return null;
        }

        cached.HasHeldEmpty = true;
        return cached;
    }
}
