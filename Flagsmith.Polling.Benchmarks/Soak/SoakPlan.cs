using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>The settings that a soak runs with, and how old what is read may be under them.</summary>
internal sealed record SoakPlan
{
    private static readonly FlagsmithApiException Failed = new(FlagsmithErrorKind.ServerError, "Failed.", null, null);

    public int Users { get; init; } = 50_000;

    /// <summary>Gets how long one generation of the flags lasts.</summary>
    public TimeSpan Generation { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    public double Jitter { get; init; } = 0.1;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan StaleWhileRevalidate { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan StaleIfError { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets what a busy machine may add: threads that wait for a core, collections.</summary>
    public TimeSpan Slack { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets how old a user's response may be: the longest it is served at all, and the time of the fetch that fails to replace it.</summary>
    public TimeSpan MaxOfUser => (TimeToLive * 1.1) + Longer(StaleWhileRevalidate, StaleIfError) + FetchTimeout + Slack;

    /// <summary>Gives how old the environment's flags may be.</summary>
    /// <param name="failures">How many polls have failed in a row, as the API has seen it.</param>
    /// <param name="failing">From the begin of the first of them to the end of the last.</param>
    public TimeSpan MaxOfEnvironment(int failures, TimeSpan failing) =>
        (Interval * (1 + Jitter)) + Timeout + failing + (failures == 0 ? TimeSpan.Zero : LongestPause(failures)) + Slack;

    public void Apply(FlagsmithPollingOptions options)
    {
        options.EnvironmentKey = "ser.soak";
        options.PollInterval = Interval;
        options.PollJitter = Jitter;
        options.RequestTimeout = Timeout;
        options.Identities.TimeToLive = TimeToLive;
        options.Identities.StaleWhileRevalidate = StaleWhileRevalidate;
        options.Identities.StaleIfError = StaleIfError;
        options.Identities.FetchTimeout = FetchTimeout;
        options.Identities.FailureBackoff = TimeSpan.FromSeconds(1);
    }

    /// <summary>Gives the cap in force: the pause that the library's schedule makes of the greatest random number.</summary>
    private TimeSpan LongestPause(int failures) => new PollSchedule(Interval, Jitter).NextPause(new PollHistory(HasData: true, IsFirstLoad: false, failures, Failed), random: 1);

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
