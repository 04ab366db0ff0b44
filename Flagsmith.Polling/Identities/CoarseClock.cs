using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>A clock that a timer moves four times a second. Reading it is reading a field: a cache hit that asked the system's clock would cost half as much again.</summary>
internal sealed partial class CoarseClock : ISystemClock, IDisposable, IAsyncDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [ThreadStatic]
    private static bool _isBehind;

    private readonly MonotonicClock _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private volatile bool _disposed;
    private long _now;

    /// <param name="time">The exact clock.</param>
    /// <param name="logger">Where is logged what a handler of <see cref="Stepped"/> throws.</param>
    public CoarseClock(MonotonicClock time, ILogger logger)
    {
        _time = time;
        _logger = logger;
    }

    /// <summary>Raised after each step with the time.</summary>
    public event Action<TimeSpan>? Stepped;

    /// <summary>Gets the time since the start in ticks of 100 ns; up to <see cref="Step"/> late.</summary>
    public long Now => Volatile.Read(ref _now);

    public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch.AddTicks(_isBehind ? Now - Step.Ticks : Now);

    /// <summary>Begins to move: a service that asks for no users has no timer.</summary>
    public void EnsureStarted()
    {
        if (Volatile.Read(ref _timer) is not null)
        {
            return;
        }

        lock (_gate)
        {
            if (_timer is null && !_disposed)
            {
                Move();
                Volatile.Write(ref _timer, CreateTimer());
            }
        }
    }

    /// <summary>
    /// Runs something on this thread with the clock one step late. The cache takes each look at an entry for a use of it; looks of the
    /// maintenance must not make an old entry as young as one that was stored just now.
    /// </summary>
    public static T RunBehind<TState, T>(Func<TState, T> work, TState state)
    {
        _isBehind = true;
        try
        {
            return work(state);
        }
        finally
        {
            _isBehind = false;
        }
    }

    /// <summary>Stops the clock. A step that is just running may still end after that.</summary>
    public void Dispose() => Stop()?.Dispose();

    /// <summary>Stops the clock and waits for a step that is just running.</summary>
    public ValueTask DisposeAsync() => Stop()?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ITimer? Stop()
    {
        lock (_gate)
        {
            _disposed = true;
            return _timer;
        }
    }

    // A clock of the application that gives no timer is asked again at the next read; the user's requests report that it is broken.
    private ITimer? CreateTimer()
    {
        using var flow = ExecutionContext.SuppressFlow();
        try
        {
            return _time.Time.CreateTimer(static clock => ((CoarseClock)clock!).Tick(), this, Step, Step);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The timer's callback: nothing above it would catch.</summary>
    private void Tick()
    {
        try
        {
            Move();
            Stepped?.Invoke(TimeSpan.FromTicks(Now));
        }
        catch (Exception) when (_disposed)
        {
            // It has met what was disposed under it.
        }
        catch (Exception cause)
        {
            Log.StepFailed(_logger, cause.GetType().Name);
        }
    }

    private void Move() => Volatile.Write(ref _now, _time.Elapsed.Ticks);

    private static partial class Log
    {
        [LoggerMessage(57, LogLevel.Error, "Maintenance of cached users failed ({Kind}); retrying in 30 seconds.", EventName = "MaintenanceFailed")]
        public static partial void StepFailed(ILogger logger, string kind);
    }
}
