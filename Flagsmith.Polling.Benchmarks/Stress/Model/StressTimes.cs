using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>The settings that the model must know; times are in milliseconds.</summary>
/// <param name="TimeToLive">How long a view is fresh.</param>
/// <param name="StaleIfError">How long after that it is served when a fetch fails.</param>
/// <param name="FetchTimeout">How long a fetch takes at most.</param>
/// <param name="FailureBackoff">How long a failure is remembered.</param>
/// <param name="KeepsAll">Whether there is room for all users, so that none is let go of before its time.</param>
internal sealed record StressTimes(long TimeToLive, long StaleIfError, long FetchTimeout, long FailureBackoff, bool KeepsAll)
{
    /// <summary>What threads may wait for a core, on top of any time that the library keeps.</summary>
    public const long Slack = 2000;

    /// <summary>Gets for how long a failure may explain that a read did not get a new response.</summary>
    public long FailureCounts => FetchTimeout + FailureBackoff + Slack;

    /// <summary>
    /// Gets how old a view may be that is still fresh for sure: the time to live less its jitter, and less two steps of the coarse clock.
    /// A response that differs from the environment in what has just changed there is taken for late, and is fresh for a shorter time.
    /// </summary>
    public long SurelyFresh => (long)(Math.Min(TimeToLive, CachedUserFactory.LateTimeToLive.TotalMilliseconds) * (1 - CachedUserFactory.Jitter)) - 500;
}
