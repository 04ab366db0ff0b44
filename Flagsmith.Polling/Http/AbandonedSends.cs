namespace Flagsmith.Polling.Http;

/// <summary>
/// Counts the requests of one kind whose time is over and whose handlers have not returned. Each may hold a thread, so beyond some of them
/// nothing is sent but a trial after each pause, which doubles with every trial that does not return either.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AbandonedSends(TimeProvider time)
{
    private const int MaxDoublings = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    private int _count;
    private long _lastAt; // a timestamp

    public int Count => Volatile.Read(ref _count);

    /// <summary>Asks whether one more request may be sent.</summary>
    /// <param name="most">How many requests that did not return change nothing yet.</param>
    public bool Allow(int most)
    {
        var beyond = Count - most;
        if (beyond < 0)
        {
            return true;
        }

        var last = Volatile.Read(ref _lastAt);
        return time.GetElapsedTime(last) >= FirstPause * (1 << Math.Min(beyond, MaxDoublings))
            && Interlocked.CompareExchange(ref _lastAt, time.GetTimestamp(), last) == last;
    }

    public void Add()
    {
        Volatile.Write(ref _lastAt, time.GetTimestamp());
        Interlocked.Increment(ref _count);
    }

    /// <summary>A request has returned after all.</summary>
    public void Remove() => Interlocked.Decrement(ref _count);
}
