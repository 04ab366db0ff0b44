namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>What the API has seen of the fetches of users: for how long none succeeded, counting only the time in which the API was well. Thread-safe.</summary>
/// <remarks>
/// Counted is the time that the API was well within each stretch without a successful fetch, the open one at the end included: an outage
/// in between neither excuses the silence before and after it nor adds to it. This is stricter than to start anew at each outage: in
/// this API's moods no well time lasts longer than five seconds, so that a bound on uninterrupted well time could not be broken.
/// </remarks>
internal sealed class FetchLedger(MoodSwings moods)
{
    private readonly Lock _gate = new();
    private TimeSpan? _last;

    /// <summary>Gets the longest stretch.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>Gets when the longest stretch began.</summary>
    public TimeSpan LongestFrom { get; private set; }

    /// <summary>Begins to count: from now on there are readers whose users expire.</summary>
    public void Start(TimeSpan now)
    {
        lock (_gate)
        {
            _last = now;
        }
    }

    /// <summary>A fetch has succeeded, or the run has ended.</summary>
    public void Note(TimeSpan now)
    {
        lock (_gate)
        {
            if (_last is not { } last || now <= last)
            {
                return;
            }

            var stretch = moods.WellBetween(last, now);
            if (stretch > Longest)
            {
                (Longest, LongestFrom) = (stretch, last);
            }

            _last = now;
        }
    }
}
