namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>The oldest that was read, and the read that came nearest to its bound. Thread-safe.</summary>
internal sealed class AgeRecord
{
    private readonly Lock _gate = new();
    private long _breaks;

    public TimeSpan Oldest { get; private set; }

    /// <summary>Gets the least that a read was under its bound; negative when one was over.</summary>
    public TimeSpan LeastLeft { get; private set; } = TimeSpan.MaxValue;

    public long Breaks => Interlocked.Read(ref _breaks);

    public void Note(TimeSpan age, TimeSpan most)
    {
        if (age > most)
        {
            Interlocked.Increment(ref _breaks);
        }

        if (age <= Oldest && most - age >= LeastLeft)
        {
            return;
        }

        lock (_gate)
        {
            Oldest = age > Oldest ? age : Oldest;
            LeastLeft = most - age < LeastLeft ? most - age : LeastLeft;
        }
    }
}
