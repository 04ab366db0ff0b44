namespace Flagsmith.Polling.Hints;

/// <summary>Lets hints take effect: at once and again after a while, until the effect has shown. Each hint restarts the schedule, and hints that come close together share their effects.</summary>
/// <remarks>Thread-safe. Ends by itself, and at the latest when polling stops.</remarks>
/// <param name="schedule">When the effect comes, counted from the last hint.</param>
/// <param name="act">The effect; returns whether what a single hint was about has shown.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Ends the series.</param>
internal sealed class HintSeries(TimeSpan[] schedule, Func<Task<bool>> act, TimeProvider time, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _restarted; // there while the series waits
    private bool _isRunning;
    private int _hints; // since the series began
    private int _next; // of the schedule
    private long _hintedAt;
    private long? _actedAt;

    /// <summary>Gets whether effects are still to come.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _isRunning;
            }
        }
    }

    /// <summary>Gets whether the next effect is still to be waited for.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
            {
                return _isRunning && _restarted is { Task.IsCompleted: false };
            }
        }
    }

    /// <summary>Takes a hint. Waits for nothing.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _hints++;
            _next = 0;
            _hintedAt = time.GetTimestamp();
            _restarted?.TrySetResult();
            if (_isRunning || stopping.IsCancellationRequested)
            {
                return;
            }

            _isRunning = true;
        }

        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(RunAsync, CancellationToken.None);
    }

    private async Task RunAsync()
    {
        try
        {
            while (TakeStep() is { } step)
            {
                if (step.Pause > TimeSpan.Zero)
                {
                    await WaitAsync(step).ConfigureAwait(false);
                }
                else if (await act().ConfigureAwait(false))
                {
                    Settle(step.Hints);
                }
            }
        }
        catch (Exception) // the provider is disposed, or something unknown: polling continues as scheduled, and the next hint starts a new series
        {
            End();
        }
    }

    /// <returns>What to do next: to wait, or to act where there is no pause; null where the series is over.</returns>
    private HintStep? TakeStep()
    {
        lock (_gate)
        {
            if (_next == schedule.Length || stopping.IsCancellationRequested)
            {
                End();
                return null;
            }

            var pause = schedule[_next] - time.GetElapsedTime(_hintedAt);
            var spacing = _actedAt is { } actedAt ? HintSchedule.Spacing - time.GetElapsedTime(actedAt) : TimeSpan.Zero;
            pause = TimeSpan.FromMilliseconds(Math.Ceiling((pause > spacing ? pause : spacing).TotalMilliseconds)); // Task.Delay rounds down: it would spin for the rest
            if (pause > TimeSpan.Zero)
            {
                _restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return new HintStep(pause, _restarted.Task, _hints);
            }

            _restarted = null;
            _next++;
            _actedAt = time.GetTimestamp();
            return new HintStep(TimeSpan.Zero, Task.CompletedTask, _hints);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            (_isRunning, _hints) = (false, 0);
        }
    }

    private async Task WaitAsync(HintStep step)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.Delay(step.Pause, time, timer.Token), step.Restarted).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
    }

    // What shows after one hint is what it was about. After several it may be the first alone.
    private void Settle(int hints)
    {
        lock (_gate)
        {
            if (hints == 1 && _hints == 1)
            {
                _next = schedule.Length;
            }
        }
    }
}
