namespace Flagsmith.Polling.Telemetry;

/// <summary>Counts how reads of users were answered.</summary>
internal sealed class IdentityCounters
{
    private readonly ThreadCounter[] _counters = [.. Enum.GetValues<IdentityResult>().Select(_ => new ThreadCounter())];

    public IdentityCounters() => Hits = _counters[(int)IdentityResult.Hit];

    /// <summary>Gets the counter of hits, which alone is on the hot path.</summary>
    public ThreadCounter Hits { get; }

    public void Count(IdentityResult result) => _counters[(int)result].Increment();

    public IEnumerable<(IdentityResult Result, long Count)> Read() => Enum.GetValues<IdentityResult>().Select(result => (result, _counters[(int)result].Sum()));
}
