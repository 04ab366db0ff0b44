using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>The library's own: its schedule on the history that its own board keeps, as its loop has them.</summary>
internal sealed class LibraryPace(HerdPlan plan, Func<double> random) : IPace
{
    private static readonly FlagsmithApiException TimedOut = new(FlagsmithErrorKind.Timeout, "No response in time.", null, null);

    private readonly StatusTracker _status = new(TimeProvider.System);
    private readonly PollSchedule _schedule = new(plan.Interval, plan.Jitter);

    public TimeSpan PauseAfter(bool isGood)
    {
        if (isGood)
        {
            _status.Succeeded();
        }
        else
        {
            _status.Failed(TimedOut);
        }

        return _schedule.NextPause(_status.History, random());
    }
}
