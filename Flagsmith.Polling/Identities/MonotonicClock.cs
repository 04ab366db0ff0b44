namespace Flagsmith.Polling.Identities;

/// <summary>The time since its start, made of timestamps, so that a wall clock that jumps changes no expiry and no pause.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="time">A clock that neither throws nor runs backwards: docs/decisions/0015.</param>
internal sealed class MonotonicClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
