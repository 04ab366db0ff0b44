namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A clock whose time of day is wrong, and whose timers and timestamps are right.</summary>
internal sealed class SkewedTime(TimeProvider inner, TimeSpan offset) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
