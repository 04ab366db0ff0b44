namespace Flagsmith.Polling.Refresh;

/// <summary>How long to wait before the next poll. Pure: no clock and no randomness of its own, so a table of numbers tests it completely.</summary>
/// <param name="Interval">The pause while all is well.</param>
/// <param name="Jitter">The share of the pause that is random, either way.</param>
internal readonly record struct PollSchedule(TimeSpan Interval, double Jitter)
{
    private const int MostDoublings = 30;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UntilConfirmed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UsualCap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private TimeSpan Cap => Interval > UsualCap ? Interval : UsualCap;

    /// <param name="history">What has happened so far.</param>
    /// <param name="random">A number from 0 (inclusive) to 1 (exclusive).</param>
    public TimeSpan NextPause(PollHistory history, double random) => history switch
    {
        { LastError: null, IsHeld: true } => Interval < UntilConfirmed ? Interval : UntilConfirmed,

        // A fleet that was started at once spreads over the interval with its second poll.
        { LastError: null, IsFirstLoad: true } => Interval * random,
        { LastError: null } => Spread(Interval, random),
        { LastError.IsConfigurationFault: true } => Spread(Cap, random),
        _ => Longer(Backoff(history, random), Asked(history.LastError.RetryAfter, random)),
    };

    private TimeSpan Spread(TimeSpan pause, double random) => pause * (1 - Jitter + (2 * Jitter * random));

    /// <summary>Exponential backoff with full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.</summary>
    private TimeSpan Backoff(PollHistory history, double random)
    {
        var start = history.HasData ? Interval / 4 : Least;
        // Doubled from the first failure on: when an API begins to hang, a fleet's first retries fall on top of its usual polls.
        var ceiling = Math.Min(Cap.TotalSeconds, start.TotalSeconds * Math.Pow(2, Math.Min(history.Failures, MostDoublings)));
        return Longer(Least, TimeSpan.FromSeconds(ceiling * random));
    }

    // Only ever later than the server asked for, and spread, so that clients turned away together do not come back together.
    private TimeSpan Asked(TimeSpan? retryAfter, double random)
    {
        var wait = retryAfter ?? TimeSpan.Zero;
        return (wait < LongestRetryAfter ? wait : LongestRetryAfter) * (1 + (Jitter * random));
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
