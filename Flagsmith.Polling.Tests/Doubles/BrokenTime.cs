namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A clock that is well until the test breaks it.</summary>
internal sealed class BrokenTime(ManualTimeProvider good) : TimeProvider
{
    private TimeProvider _now = good;

    public override long TimestampFrequency => _now.TimestampFrequency;

    public void Break(ClockFault fault) => _now = new HostileClock(good, fault);

    public void Repair() => _now = good;

    public override long GetTimestamp() => _now.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _now.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _now.CreateTimer(callback, state, dueTime, period);
}
