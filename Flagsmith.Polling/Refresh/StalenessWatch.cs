using Flagsmith.Polling.Settings;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>Notices, by a timer and never by a read, that no answer has confirmed the flags for too long, and does what the policy says.</summary>
internal sealed partial class StalenessWatch(StatusBoard status, FlagPublisher publisher, LiveSettings settings, TimeProvider time, ILogger logger) : IDisposable
{
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
                using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
                _timer = time.CreateTimer(static watch => ((StalenessWatch)watch!).Look(), this, most - age, Timeout.InfiniteTimeSpan);
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
            _timer?.Dispose();
        }
    }

    private void BecomeStale()
    {
        var options = settings.Current;
        if (publisher.BecomeStale(options))
        {
            Log.BecameStale(logger, options.MaxStaleness ?? default, options.WhenStale);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8, LogLevel.Warning, "No answer has confirmed the flags for {MaxStaleness}: they are stale ({Policy}).", EventName = "BecameStale")]
        public static partial void BecameStale(ILogger logger, TimeSpan maxStaleness, StalePolicy policy);
    }
}
