namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>Watches whether the machine keeps up: on one that does not, requests reach their time limits although the server has responded. Thread-safe.</summary>
internal sealed class Pace(Sequence sequence)
{
    /// <summary>How late a beat may be, in milliseconds. A request takes fewer than eight turns of a pool thread, and the server holds none for longer than half of the time limit.</summary>
    public const long MaxLate = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private long _lastBeat = sequence.Milliseconds;
    private long _lastLate = long.MinValue / 2;
    private long _late;

    /// <summary>Gets for how many milliseconds beats were late.</summary>
    public long Late => Interlocked.Read(ref _late);

    /// <summary>Beats until the run ends. Each beat waits for a timer and for a pool thread, as requests do.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Beat();
            await Task.Delay(Interval, CancellationToken.None);
            await Task.Yield();
        }
    }

    /// <summary>Notes that the timer and the pool have come round once more, and how late.</summary>
    public void Beat()
    {
        var now = sequence.Milliseconds;
        var late = now - Interlocked.Exchange(ref _lastBeat, now) - (long)Interval.TotalMilliseconds;
        if (late > MaxLate)
        {
            Interlocked.Exchange(ref _lastLate, now);
            Interlocked.Add(ref _late, late);
        }
    }

    /// <summary>Determines whether the machine has fallen behind within the last so many milliseconds, or is behind now.</summary>
    public bool WasLateWithin(long milliseconds)
    {
        var now = sequence.Milliseconds;
        return now - Interlocked.Read(ref _lastLate) < milliseconds || now - Interlocked.Read(ref _lastBeat) - (long)Interval.TotalMilliseconds > MaxLate;
    }
}
