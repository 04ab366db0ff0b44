namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Which share of the reads of users got the environment's flags instead. Thread-safe.</summary>
internal sealed class ReadShares
{
    private long _reads;
    private long _fallbacks;
    private volatile bool _isCounting;

    /// <summary>Gets the share in percent; null before the first read that counts.</summary>
    public double? FallbackPercent => Interlocked.Read(ref _reads) is var reads and > 0 ? 100.0 * Interlocked.Read(ref _fallbacks) / reads : null;

    /// <summary>Begins to count: every user has been fetched once.</summary>
    public void Start() => _isCounting = true;

    public void Note(long reads, long fallbacks)
    {
        if (_isCounting)
        {
            Interlocked.Add(ref _reads, reads);
            Interlocked.Add(ref _fallbacks, fallbacks);
        }
    }
}
