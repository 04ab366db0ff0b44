namespace Flagsmith.Polling.Identities;

/// <summary>A time of day made of timestamps: it starts anywhere and only moves forward, so that a wall clock that jumps changes no expiry and no pause.</summary>
internal sealed class MonotonicTimeProvider(TimeProvider time) : TimeProvider
{
    private readonly long _start = time.GetTimestamp();

    public override long TimestampFrequency => time.TimestampFrequency;

    /// <summary>Gets the time since this clock was made.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
