namespace Flagsmith.Polling.Identities;

/// <summary>The time since its start, made of timestamps, so that a wall clock that jumps changes no expiry and no pause.</summary>
/// <remarks>Thread-safe. A clock of the application that throws stands still here, and one that jumps to an extreme stops at <see cref="Longest"/>: a read must pay for neither.</remarks>
internal sealed class MonotonicClock
{
    /// <summary>Longer than any process lives, and far from where adding a time to live would overflow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365 * 100);

    private readonly long? _start;
    private long _last;

    public MonotonicClock(TimeProvider time)
    {
        Time = time;
        _start = ReadTimestamp();
    }

    public TimeProvider Time { get; }

    public TimeSpan Elapsed
    {
        get
        {
            if (_start is { } start && ReadTimestamp() is { } now)
            {
                var ticks = (double)(now - start) / Time.TimestampFrequency * TimeSpan.TicksPerSecond;
                Volatile.Write(ref _last, (long)Math.Clamp(ticks, 0, Longest.Ticks));
            }

            return TimeSpan.FromTicks(Volatile.Read(ref _last));
        }
    }

    private long? ReadTimestamp()
    {
        try
        {
            return Time.GetTimestamp();
        }
        catch (Exception)
        {
            return null; // the polls report it
        }
    }
}
