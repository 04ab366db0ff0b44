namespace Flagsmith.Polling;

/// <summary>Specifies what a read of a cached user gets after the environment has changed.</summary>
/// <remarks>
/// A cached user is the environment plus what is the user's own: overrides, variants, and what else differs from the environment. What is
/// not own is the environment's at each read, so that a kill switch reaches every user as soon as the poll has published it.
/// </remarks>
public enum EnvironmentChangePolicy
{
    /// <summary>The read gets the environment's change at once, with what is the user's own as last fetched; a fetch in the background settles the rest.</summary>
    FollowAndRefresh,

    /// <summary>The read waits for a fetch. When it fails, the read gets what <see cref="FollowAndRefresh"/> gives. For applications that must not show an outdated override.</summary>
    WaitForRefresh,

    /// <summary>The read gets the environment's change at once, and what is the user's own stays until its time to live has passed: a change costs no requests.</summary>
    Follow,
}
