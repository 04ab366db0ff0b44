using Flagsmith.Polling.Configuration;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>Notices, by a timer and never by a read, that no response has confirmed the flags for too long, and does what the policy says.</summary>
internal sealed partial class StalenessWatch(StatusTracker status, FlagPublisher publisher, OptionsReloader settings, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan LongestDue = TimeSpan.FromDays(1); // timers take less than 50 days; after each day the watch looks again
    private static readonly TimeSpan ShortestDue = TimeSpan.FromMilliseconds(10); // a clock that stands still while its timers fire must not make the watch spin

    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _disposed;

    /// <summary>Looks at the age of the flags, and sets the timer for the moment when they will be too old. Called after each poll.</summary>
    public void Look()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            if (_disposed || settings.Current.MaxStaleness is not { } most || status.Age is not { } age)
            {
                return;
            }

            if (age < most)
            {
                using var flow = ExecutionContext.SuppressFlow();
                _timer = time.CreateTimer(static watch => ((StalenessWatch)watch!).LookOnTimer(), this, DueAfter(most - age), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        BecomeStale();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose(); // a callback that runs already finds nothing to do: the state is Stopped, or nobody reads it any more
        }
    }

    private static TimeSpan DueAfter(TimeSpan left) => left > LongestDue ? LongestDue : left < ShortestDue ? ShortestDue : left;

    // What a timer throws ends the process.
    private void LookOnTimer()
    {
        try
        {
            Look();
        }
        catch (Exception cause)
        {
            StalenessLog.LookFailed(logger, cause);
        }
    }

    private void BecomeStale()
    {
        var options = settings.Current;
        if (publisher.BecomeStale(options))
        {
            StalenessLog.BecameStale(logger, options.MaxStaleness ?? default, options.WhenStale);
        }
    }

    private static partial class StalenessLog
    {
        [LoggerMessage(8, LogLevel.Warning, "No response has confirmed the flags for {MaxStaleness}; they are stale ({Policy}).", EventName = "BecameStale")]
        public static partial void BecameStale(ILogger logger, TimeSpan maxStaleness, StalePolicy policy);

        [LoggerMessage(14, LogLevel.Error, "Checking the age of the flags failed; it is checked again after the next poll.", EventName = "StalenessCheckFailed")]
        public static partial void LookFailed(ILogger logger, Exception cause);
    }
}
