namespace Flagsmith.Polling.Benchmarks.Stress;

/// <summary>What has been done so far. Thread-safe.</summary>
internal sealed class StressCounts
{
    private long _calls;
    private long _reads;
    private long _fetches;
    private long _writes;
    private long _faults;
    private long _reloads;
    private long _disposals;

    public long Disposals => Interlocked.Read(ref _disposals);

    public long Reads => Interlocked.Read(ref _reads);

    public long Writes => Interlocked.Read(ref _writes);

    public void Called() => Interlocked.Increment(ref _calls);

    public void Read(int count) => Interlocked.Add(ref _reads, count);

    public void Fetched() => Interlocked.Increment(ref _fetches);

    public void Wrote() => Interlocked.Increment(ref _writes);

    public void Failed() => Interlocked.Increment(ref _faults);

    public void Reloaded() => Interlocked.Increment(ref _reloads);

    public void Disposed() => Interlocked.Increment(ref _disposals);

    public override string ToString() =>
        $"{_reads,13:N0} cached reads {_calls,9:N0} calls {_fetches,9:N0} fetches {_writes,7:N0} writes {_faults,7:N0} faults {_reloads,6:N0} reloads {_disposals,4:N0} disposals";
}
