namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>The system's clock with a wrong time of day.</summary>
internal sealed class SkewedClock(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
