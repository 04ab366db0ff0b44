namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>Numbers the events of a run: the begins and ends of calls, and the requests as the server sees them. Thread-safe.</summary>
internal sealed class Sequence(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _last;

    /// <summary>Gets the milliseconds since the start.</summary>
    public long Milliseconds => (long)time.GetElapsedTime(_started).TotalMilliseconds;

    public long Next() => Interlocked.Increment(ref _last);
}
