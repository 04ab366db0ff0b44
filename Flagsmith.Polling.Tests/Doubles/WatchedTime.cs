namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>One host's clock: knows which limits and which pauses are armed.</summary>
/// <param name="inner">The host's clock.</param>
/// <param name="time">The clock behind it, which a test moves.</param>
/// <param name="changed">Called whenever a timer is armed or dropped, or fires.</param>
internal sealed class WatchedTime(TimeProvider inner, ManualTimeProvider time, Action changed) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Dictionary<WatchedTimer, TimeSpan> _armed = [];

    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <summary>Gets how many operations have a limit of time: a cancellation token source holds their timers.</summary>
    public int Limits
    {
        get
        {
            lock (_gate)
            {
                return _armed.Keys.Count(static timer => timer.State is CancellationTokenSource);
            }
        }
    }

    /// <summary>Gets what is left of the pauses: a task that ends when they are over holds their timers.</summary>
    public TimeSpan[] Pauses
    {
        get
        {
            var now = time.Elapsed;
            lock (_gate)
            {
                return [.. _armed.Where(static armed => armed.Key.State is Task).Select(armed => armed.Value - now)];
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, callback, state);
        timer.Inner = inner.CreateTimer(static timer => ((WatchedTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Called before the timer is armed in earnest: it may fire at once.</summary>
    public void Arm(WatchedTimer timer, TimeSpan dueTime)
    {
        var due = time.Elapsed + dueTime;
        lock (_gate)
        {
            _armed[timer] = due;
        }

        changed();
    }

    public void Forget(WatchedTimer timer)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
        }

        changed();
    }
}
