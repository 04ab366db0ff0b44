using Flagsmith.Polling.Http;

namespace Flagsmith.Polling.Sharing;

/// <summary>The pauses of a fleet. Pure: no clock and no randomness of its own.</summary>
internal static class SharedPauses
{
    private const int MaxDoublings = 30;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LeastAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualCap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxTurn = TimeSpan.FromSeconds(30);

    /// <summary>Returns when a host looks again whose flags were confirmed some time ago: once the next poll is due, and a little later each, so that they come one after the other and the first polls for all.</summary>
    public static TimeSpan UntilDue(FlagsmithPollingOptions options, TimeSpan age, double random) =>
        Longer(Least, (options.PollInterval * (1 + (options.PollJitter * random))) - age);

    /// <summary>Returns when a host looks again that finds the turn taken.</summary>
    public static TimeSpan WhileOtherPolls(double random) => TimeSpan.FromMilliseconds(50 + (200 * random));

    /// <summary>Returns when a host looks again that knows when the next attempt is due; a poll and its write may have taken longer than that.</summary>
    public static TimeSpan UntilAttempt(TimeSpan left, double random) => Longer(TimeSpan.Zero, left) + WhileOtherPolls(random);

    /// <summary>Returns when a host looks again that knows of other content and could not read it.</summary>
    public static TimeSpan AfterUnreadBody(double random) => TimeSpan.FromSeconds(1 + random);

    /// <summary>Returns how long no host polls after failures: exponential backoff with full jitter, as for a single host, and no sooner than the server asked for.</summary>
    public static TimeSpan AfterFailures(FlagsmithPollingOptions options, int failures, TimeSpan? retryAfter, double random)
    {
        var cap = Longer(options.PollInterval, UsualCap);
        var ceiling = Math.Min(cap.TotalSeconds, options.PollInterval.TotalSeconds / 4 * Math.Pow(2, Math.Min(failures, MaxDoublings)));
        var asked = retryAfter is { } asks && asks < RetryAfter.Longest ? asks : retryAfter is null ? TimeSpan.Zero : RetryAfter.Longest;
        return Longer(asked, Longer(LeastAfterFailure, TimeSpan.FromSeconds(ceiling * random)));
    }

    /// <summary>Returns how long a turn lasts at most: a whole poll with all pages, parsing and writing.</summary>
    public static TimeSpan OfTurn(FlagsmithPollingOptions options)
    {
        var whole = options.RequestTimeout + TimeSpan.FromSeconds(5);
        return whole < MaxTurn ? whole : MaxTurn;
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
