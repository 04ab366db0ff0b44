using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Decides what a cached response is good for: as it is, while it is fetched again, or only when fetching fails.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class CachePolicy(FlagSnapshotStore environment, OptionsReloader settings, FlagStatePool states, CoarseClock clock)
{
    private IdentityOptions Options => settings.Current.Identities;

    /// <summary>Determines whether a user is read without anything to do. The hot path.</summary>
    public bool IsHit(CachedUser view) => view.IsFreshAt(clock.Now) && view.SettledVersion >= environment.Current.Version;

    /// <summary>Serves a cached response; null where it must be fetched first.</summary>
    /// <param name="view">The response.</param>
    /// <param name="isStale">Whether it is to be fetched again meanwhile.</param>
    /// <returns>The user's flags as of the environment now.</returns>
    public IdentityFlagSnapshot? Serve(CachedUser view, out bool isStale)
    {
        var current = environment.Current;
        isStale = true;
        if (view.IsOutdated || !IsWithin(view, Options.StaleWhileRevalidate) || MustWait(view, current.Version))
        {
            return null;
        }

        var user = view.Follow(current, states);
        isStale = !(view.IsFreshAt(clock.Now) && IsSettled(view, current));
        return user;
    }

    /// <summary>Serves a cached response in place of one that could not be fetched; null where it is too old for that.</summary>
    public IdentityFlagSnapshot? ServeOnError(CachedUser view) => IsWithin(view, Options.StaleIfError) ? Follow(view) : null;

    /// <summary>Determines whether a response must not be served, as the environment has had this version since.</summary>
    public bool MustWait(CachedUser view, long version) =>
        view.SettledVersion < version && Options.WhenEnvironmentChanges == EnvironmentChangePolicy.WaitForRefresh;

    /// <summary>Returns the user's flags as of the environment now.</summary>
    public IdentityFlagSnapshot Follow(CachedUser view) => view.Follow(environment.Current, states);

    /// <summary>Determines whether nothing is left to do for a user who has followed the environment.</summary>
    private bool IsSettled(CachedUser view, FlagSnapshot current) =>
        view.SettledVersion >= current.Version || (Options.WhenEnvironmentChanges == EnvironmentChangePolicy.Follow && view.TrySettle(current));

    private bool IsWithin(CachedUser view, TimeSpan window) => clock.Now < view.FreshUntil + window.Ticks;
}
