namespace Flagsmith.Polling;

/// <summary>Specifies what a read of a cached user gets after the environment has changed.</summary>
/// <remarks>
/// A cached user consists of the environment's flags plus the user's own state: overrides, variants and anything else that differs from the environment. The
/// rest is taken from the environment at each read, so that a kill switch reaches every user as soon as the poll has published it.
/// </remarks>
public enum EnvironmentChangePolicy
{
    /// <summary>The read returns the environment's change at once, combined with the user's own state as last fetched; a background fetch brings that state up to date.</summary>
    FollowAndRefresh,

    /// <summary>The read waits for a fetch. If the fetch fails, the read returns the same result as with <see cref="FollowAndRefresh"/>. For applications that must not show an outdated override.</summary>
    WaitForRefresh,

    /// <summary>The read returns the environment's change at once, and the user's own state is kept until its time to live has expired: a change causes no requests.</summary>
    Follow,
}
