namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>What the hosts of one scenario have in common.</summary>
/// <param name="Api">Flagsmith.</param>
/// <param name="Port">Where Redis is.</param>
/// <param name="Interval">The time between two polls.</param>
internal sealed record FleetPlan(FleetApi Api, int Port, TimeSpan Interval)
{
    public FlagsmithMode Mode { get; init; }

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public bool DropsNotices { get; init; }
}
