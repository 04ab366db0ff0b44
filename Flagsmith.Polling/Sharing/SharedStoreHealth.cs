using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Sharing;

/// <summary>Remembers whether the shared store works. After two failures in a row it is left alone for a while, so that one that hangs holds up nothing.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class SharedStoreHealth(TimeProvider time, ILogger logger)
{
    private const int FailuresUntilOpen = 2;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private int _failures;
    private long _failedAt;
    private TimeSpan _pause;

    /// <summary>Gets whether the last use of the store was a success, or there was none.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_gate)
            {
                return _failures == 0;
            }
        }
    }

    /// <summary>Gets whether the store may be used now.</summary>
    public bool MayTry
    {
        get
        {
            lock (_gate)
            {
                return _failures < FailuresUntilOpen || time.GetElapsedTime(_failedAt) >= _pause;
            }
        }
    }

    /// <summary>The store did all that was asked of it: content was confirmed by it, or written to it.</summary>
    public void Succeeded()
    {
        lock (_gate)
        {
            if (_failures == 0)
            {
                return;
            }

            _failures = 0;
        }

        HealthLog.Available(logger);
    }

    /// <param name="cause">What went wrong. Its text is not logged: it may name servers and quote what was sent.</param>
    /// <param name="interval">The time between two polls.</param>
    public void Failed(Exception cause, TimeSpan interval)
    {
        lock (_gate)
        {
            var half = interval / 2;
            _pause = half < ShortestPause ? ShortestPause : half > LongestPause ? LongestPause : half;
            _failedAt = time.GetTimestamp();
            if (++_failures > 1)
            {
                return;
            }
        }

        HealthLog.Unavailable(logger, cause.GetType().Name);
    }

    /// <summary>Something has come from the store: it may be tried again at once.</summary>
    public void NoteSign()
    {
        lock (_gate)
        {
            _pause = TimeSpan.Zero;
        }
    }

    private static partial class HealthLog
    {
        [LoggerMessage(90, LogLevel.Warning, "The shared store is unavailable ({Error}). This host polls by itself until the store responds, and flags stay as they are meanwhile. Check the store, its permissions and the network.", EventName = "SharedStoreUnavailable")]
        public static partial void Unavailable(ILogger logger, string error);

        [LoggerMessage(91, LogLevel.Information, "The shared store is available again.", EventName = "SharedStoreAvailable")]
        public static partial void Available(ILogger logger);
    }
}
