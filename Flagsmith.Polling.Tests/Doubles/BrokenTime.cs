namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A clock that can break: throw, or jump to an extreme.</summary>
internal sealed class BrokenTime(TimeProvider inner) : TimeProvider
{
    /// <summary>Gets or sets how the clock is broken.</summary>
    public ClockFault Fault { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp() => Fault switch
    {
        ClockFault.Throws => throw new InvalidOperationException("no clock"),
        ClockFault.FarAhead => long.MaxValue,
        ClockFault.FarBehind => long.MinValue,
        _ => inner.GetTimestamp(),
    };

    public override DateTimeOffset GetUtcNow() => Fault switch
    {
        ClockFault.Throws => throw new InvalidOperationException("no clock"),
        ClockFault.FarAhead => DateTimeOffset.MaxValue,
        ClockFault.FarBehind => DateTimeOffset.MinValue,
        _ => inner.GetUtcNow(),
    };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Fault == ClockFault.Throws ? throw new InvalidOperationException("no timers") : inner.CreateTimer(callback, state, dueTime, period);
}
