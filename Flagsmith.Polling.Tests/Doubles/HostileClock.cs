namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A clock of the application that is at odds with its contract in one way.</summary>
internal sealed class HostileClock(ManualTimeProvider good, ClockFault fault) : TimeProvider
{
    private int _calls;

    public override long TimestampFrequency => fault switch
    {
        ClockFault.FrequencyThrows => throw new InvalidOperationException("the clock's own fault"),
        ClockFault.FrequencyIsZero => 0,
        _ => good.TimestampFrequency,
    };

    public override DateTimeOffset GetUtcNow() => fault switch
    {
        ClockFault.Throws or ClockFault.UtcNowThrows => throw new InvalidOperationException("the clock's own fault"),
        ClockFault.UtcNowIsLast => DateTimeOffset.MaxValue,
        ClockFault.UtcNowIsFirst => DateTimeOffset.MinValue,
        _ => good.GetUtcNow(),
    };

    public override long GetTimestamp() => fault switch
    {
        ClockFault.Throws or ClockFault.TimestampThrows => throw new InvalidOperationException("the clock's own fault"),
        ClockFault.TimestampJumps => Interlocked.Increment(ref _calls) % 2 == 0 ? long.MaxValue : long.MinValue,
        ClockFault.TimestampRunsBackwards => -good.GetTimestamp() - (Interlocked.Increment(ref _calls) * TimestampFrequency),
        _ => good.GetTimestamp(),
    };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => fault switch
    {
        ClockFault.Throws or ClockFault.TimersThrow => throw new InvalidOperationException("the clock's own fault"),
        ClockFault.TimersAreNull => null!,
        ClockFault.ChangeThrows => new FixedTimer(good.CreateTimer(callback, state, dueTime, period)),
        _ => good.CreateTimer(callback, state, dueTime, period),
    };

    private sealed class FixedTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("the clock's own fault");

        public void Dispose()
        {
            timer.Dispose();
            throw new InvalidOperationException("the clock's own fault");
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
