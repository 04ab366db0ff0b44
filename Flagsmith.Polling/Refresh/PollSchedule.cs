using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Refresh;

/// <summary>How long to wait before the next poll. Pure: no clock and no randomness of its own, so a table of numbers tests it completely.</summary>
/// <param name="Interval">The pause while all is well.</param>
/// <param name="Jitter">The share of the pause that is random, either way.</param>
/// <param name="Stretch">By how much the pause is longer while all is well and something else vouches for the flags being fresh; 1 where nothing does.</param>
internal readonly record struct PollSchedule(TimeSpan Interval, double Jitter, double Stretch = 1)
{
    /// <summary>The most that a poll waits that is brought forward.</summary>
    public static readonly TimeSpan MaxWhenBroughtForward = TimeSpan.FromSeconds(10);

    private const int MaxDoublings = 30;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UntilConfirmed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualCap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan CapOfNewRejection = TimeSpan.FromSeconds(30);

    private TimeSpan Cap => Longer(Interval, UsualCap);

    /// <param name="history">What has happened so far.</param>
    /// <param name="random">A number from 0 (inclusive) to 1 (exclusive).</param>
    public TimeSpan NextPause(PollHistory history, double random) => history switch
    {
        { LookIn: { } lookIn } => lookIn,
        { LastError: null, IsHeld: true } => Shorter(Interval, UntilConfirmed),

        // A fleet that was started at once spreads over the interval with its second poll.
        { LastError: null, IsFirstLoad: true } => Interval * random,
        { LastError: null } => Spread(Interval * Stretch, random),
        { LastError.IsConfigurationError: true } => Longer(AfterRejection(history.Rejections, random), Asked(history.RetryAfter, random)),
        _ => Longer(Backoff(history, random), Asked(history.RetryAfter, random)),
    };

    /// <summary>Returns the pause before a poll that is brought forward, spread so that a fleet whose server has healed does not come back at once.</summary>
    /// <param name="random">A number from 0 (inclusive) to 1 (exclusive).</param>
    public static TimeSpan WhenBroughtForward(double random) => MaxWhenBroughtForward * random;

    // Most rejections are over in seconds: an ingress during a deployment, an Edge Proxy that starts. Wrong settings need somebody to correct them.
    private TimeSpan AfterRejection(RejectionSeries rejections, double random) =>
        rejections.IsLasting ? Spread(Cap, random) : FullJitter(Least, rejections.Count, CapOfNewRejection, random);

    private TimeSpan Spread(TimeSpan pause, double random) => pause * (1 - Jitter + (2 * Jitter * random));

    // Doubled from the first failure on: when an API begins to hang, a fleet's first retries fall on top of its usual polls.
    private TimeSpan Backoff(PollHistory history, double random) =>
        FullJitter(history.HasData ? Interval / 4 : Least, history.Failures, Cap, random);

    /// <summary>Exponential backoff with full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.</summary>
    private static TimeSpan FullJitter(TimeSpan start, int failures, TimeSpan cap, double random)
    {
        var ceiling = Math.Min(cap.TotalSeconds, start.TotalSeconds * Math.Pow(2, Math.Min(failures, MaxDoublings)));
        return Longer(Least, TimeSpan.FromSeconds(ceiling * random));
    }

    // Spread, so that clients turned away together do not come back together: later than the server asked for, and earlier only than what is beyond the cap.
    private TimeSpan Asked(TimeSpan retryAfter, double random) => retryAfter > RetryAfter.Longest
        ? RetryAfter.Longest * (1 - (Jitter * random))
        : Shorter(RetryAfter.Longest, retryAfter * (1 + (Jitter * random)));

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
