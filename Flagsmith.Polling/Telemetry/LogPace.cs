namespace Flagsmith.Polling.Telemetry;

/// <summary>Spaces out log lines about what may happen many times a second. Thread-safe: of many threads one logs.</summary>
internal sealed class LogPace(TimeProvider time, TimeSpan pause)
{
    private const long Never = long.MinValue;

    private long _last = Never; // a timestamp

    /// <returns>Whether a line is due now; then the next is not before the pause is over.</returns>
    public bool IsDue()
    {
        var last = Volatile.Read(ref _last);
        return (last == Never || time.GetElapsedTime(last) >= pause)
            && Interlocked.CompareExchange(ref _last, time.GetTimestamp(), last) == last;
    }
}
