namespace Flagsmith.Polling.Telemetry;

/// <summary>Counts how reads of users were answered.</summary>
internal sealed class IdentityCounters
{
    private readonly CoreCounter[] _counters = [.. Enum.GetValues<IdentityResult>().Select(_ => new CoreCounter())];

    /// <summary>Gets the counter of hits, which alone is on the hot path.</summary>
    public CoreCounter Hits => _counters[(int)IdentityResult.Hit];

    public void Count(IdentityResult result) => _counters[(int)result].Increment();

    public IEnumerable<(IdentityResult Result, long Count)> Read() => Enum.GetValues<IdentityResult>().Select(result => (result, _counters[(int)result].Sum()));
}
