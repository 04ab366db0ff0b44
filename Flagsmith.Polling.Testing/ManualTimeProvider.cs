using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Testing;

/// <summary>A clock that moves only when advanced. Timers that come due fire in their order, on the thread that calls <see cref="Advance"/>.</summary>
/// <remarks>Thread-safe. Timestamps count in an odd unit, to catch code that takes them for ticks; they never jump, whatever <see cref="SetWallClock"/> does.</remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private const long UnitsPerTick = 7;
    private const int LeastTurns = 1_000_000; // where the whole process was suspended, time alone says nothing

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // As far ahead as the timers of TimeProvider.System reach.
    private static readonly TimeSpan LongestDue = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;
    private DateTimeOffset _start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond * UnitsPerTick;

    /// <summary>Gets how far the clock has been moved.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>Gets the time until the next timer fires; <see langword="null"/> when none is armed. Periodic timers, which never rest, do not count.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return _timers.Where(timer => !timer.IsPeriodic).Min(timer => (TimeSpan?)timer.Due) - _elapsed;
            }
        }
    }

    /// <summary>Gets how many timers are armed, periodic ones left out. Code that waits for time has armed its timer before its test may move the clock.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(timer => !timer.IsPeriodic);
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _start + _elapsed;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks * UnitsPerTick;
        }
    }

    /// <summary>Sets the wall clock, as an operator or a time server does. Timers and timestamps stay as they are.</summary>
    /// <param name="now">The new time of day.</param>
    public void SetWallClock(DateTimeOffset now)
    {
        lock (_gate)
        {
            _start = now - _elapsed;
        }
    }

    /// <summary>Moves the clock and fires what comes due on the way.</summary>
    /// <param name="by">How far. Not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_gate)
        {
            end = _elapsed + by;
        }

        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Waits, without moving the clock, until other threads have fulfilled a condition.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <returns>A task that ends when the condition holds.</returns>
    /// <exception cref="TimeoutException">The condition still does not hold after half a minute of real time.</exception>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "A clock waits beside the overload that moves it.")]
    public async Task AdvanceUntilAsync(Func<bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var began = TimeProvider.System.GetTimestamp();
        for (var turns = 0L; turns < LeastTurns || TimeProvider.System.GetElapsedTime(began) < Patience; turns++)
        {
            if (condition())
            {
                return;
            }

            await Task.Yield();
        }

        throw new TimeoutException($"The condition did not come true within {Patience.TotalSeconds:0} s of real time. Nothing that is in progress makes it true while this clock stands still.");
    }

    /// <summary>Moves the clock in steps until a condition holds. Between the steps other threads get time to arm their next timers.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <param name="step">How far to move at once.</param>
    /// <param name="maxSteps">How often to move at most.</param>
    /// <returns>A task that ends when the condition holds.</returns>
    /// <exception cref="TimeoutException">The condition still does not hold after all steps.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step, int maxSteps = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(condition);
        for (var steps = 0; steps < maxSteps; steps++)
        {
            for (var yields = 0; yields < 20; yields++)
            {
                if (condition())
                {
                    return;
                }

                await Task.Yield();
            }

            Advance(step);
        }

        throw new TimeoutException($"The condition did not come true within {maxSteps} steps of {step}.");
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, or longer than 49 days: the timers of <see cref="TimeProvider.System"/> take no more either.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeDue(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
            {
                _elapsed = end > _elapsed ? end : _elapsed;
                return null;
            }

            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            _timers.Remove(next);
            if (next.IsPeriodic)
            {
                next.Due += next.Period;
                _timers.Add(next);
            }

            return next;
        }
    }

    internal void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime >= TimeSpan.Zero)
            {
                timer.Due = _elapsed + dueTime;
                _timers.Add(timer);
            }
        }
    }

    internal static void CheckRange(TimeSpan time, string name)
    {
        if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > LongestDue))
        {
            throw new ArgumentOutOfRangeException(name, time, $"A timer takes at most {LongestDue}.");
        }
    }
}
