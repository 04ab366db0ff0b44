namespace Flagsmith.Polling.Testing;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>.</summary>
internal sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _running;
    private bool _isDisposed;

    public TimeSpan Due { get; set; }

    public TimeSpan Period { get; private set; }

    public bool IsPeriodic => Period > TimeSpan.Zero;

    public void Fire()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _running++;
        }

        try
        {
            callback(state);
        }
        finally
        {
            Leave();
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ManualTimeProvider.CheckRange(dueTime, nameof(dueTime));
        ManualTimeProvider.CheckRange(period, nameof(period));
        lock (_gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            Period = period;
            owner.Arm(this, dueTime);
        }

        if (dueTime == TimeSpan.Zero)
        {
            owner.Advance(TimeSpan.Zero);
        }

        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            owner.Arm(this, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends when no callback runs any more, as with the timers of the system.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        lock (_gate)
        {
            return _running == 0
                ? ValueTask.CompletedTask
                : new ValueTask((_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
