using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Puts users' responses into the cache, in the order in which their requests were sent.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class IdentityResponseStore(FlagSnapshotStore environment, OptionsReloader settings, IdentityCache cache)
{
    private const int StoreAttempts = 3;

    /// <summary>Keeps a response, unless something sent later is kept already, a write overlaps it, or it suddenly has no flags.</summary>
    /// <returns>The view for those who wait: the response's, or the cached one where the response is held back.</returns>
    public async Task<CachedUser> KeepAsync(UserTimeline timeline, UserRequest request, CachedUser view, bool appliesEmpty)
    {
        if (!appliesEmpty && TryHold(request, view) is { } held)
        {
            if (request.IsWrite)
            {
                timeline.KeepNothing(request);
            }

            return held;
        }

        var (options, now) = (settings.Current.Identities, cache.Now);
        var longest = options.StaleIfError > options.StaleWhileRevalidate ? options.StaleIfError : options.StaleWhileRevalidate;
        var keepFor = TimeSpan.FromTicks(Math.Max(1, view.FreshUntil - now)) + longest;
        if (cache.IsTooLarge(request.Key, view))
        {
            timeline.KeepNothing(request);
            return view;
        }

        var isSettled = false;
        for (var attempt = 0; attempt < StoreAttempts && !isSettled; attempt++)
        {
            await cache.MakeRoomAsync(isFull: attempt > 0).ConfigureAwait(false);
            isSettled = timeline.TryKeep(request, () => cache.TryStore(request.Key, view, options.MaxTraitSetsPerIdentity, keepFor, replaceAll: request.IsWrite));
        }

        return view;
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
