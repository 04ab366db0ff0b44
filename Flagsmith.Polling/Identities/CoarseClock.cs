using Microsoft.Extensions.Internal;

namespace Flagsmith.Polling.Identities;

/// <summary>A clock that a timer moves four times a second. Reading it is reading a field: a cache hit that asked the system's clock would cost half as much again.</summary>
internal sealed class CoarseClock : ISystemClock, IDisposable
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly MonotonicTimeProvider _time;
    private readonly Action<TimeSpan> _ticked;
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private bool _disposed;
    private long _now;

    /// <param name="time">The exact clock.</param>
    /// <param name="ticked">Called after each step with the time.</param>
    public CoarseClock(MonotonicTimeProvider time, Action<TimeSpan> ticked)
    {
        _time = time;
        _ticked = ticked;
    }

    /// <summary>Gets the time since the start in ticks of 100 ns; up to <see cref="Step"/> late.</summary>
    public long Now => Volatile.Read(ref _now);

    public DateTimeOffset UtcNow => DateTimeOffset.UnixEpoch.AddTicks(Now);

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
                using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
                Volatile.Write(ref _timer, _time.CreateTimer(static clock => ((CoarseClock)clock!).Tick(), this, Step, Step));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
        }
    }

    private void Tick()
    {
        Move();
        _ticked(TimeSpan.FromTicks(Now));
    }

    private void Move() => Volatile.Write(ref _now, _time.Elapsed.Ticks);
}
