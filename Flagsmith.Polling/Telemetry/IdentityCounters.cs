using System.Diagnostics.Metrics;

namespace Flagsmith.Polling.Telemetry;

/// <summary>Counts the results of users' reads, while a listener observes them or once somebody has read the counts.</summary>
/// <param name="requests">The instrument that shows the counts; null when it could not be made.</param>
internal sealed class IdentityCounters(Instrument? requests)
{
    private readonly ThreadCounter _hits = new();
    private bool _isRead; // not volatile: a thread may learn of it a little later
    private readonly ThreadCounter[] _others = [.. Enum.GetValues<IdentityResult>().Select(_ => new ThreadCounter())];

    /// <summary>Counts a hit. Unobserved it costs a few loads; counting takes about as long as the hit itself.</summary>
    public void CountHit()
    {
        if (_isRead || requests is { Enabled: true })
        {
            _hits.Increment();
        }
    }

    public void Count(IdentityResult result)
    {
        if (_isRead || requests is { Enabled: true })
        {
            CounterOf(result).Increment();
        }
    }

    public IEnumerable<(IdentityResult Result, long Count)> Read() => Enum.GetValues<IdentityResult>().Select(result => (result, CounterOf(result).Sum()));

    /// <summary>Returns how often reads had one of these results, and counts from now on, with or without a listener.</summary>
    public long Read(params ReadOnlySpan<IdentityResult> results)
    {
        _isRead = true;
        var sum = 0L;
        foreach (var result in results)
        {
            sum += CounterOf(result).Sum();
        }

        return sum;
    }

    private ThreadCounter CounterOf(IdentityResult result) => result == IdentityResult.Hit ? _hits : _others[(int)result];
}
