namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>What a flag with JSON holds.</summary>
internal sealed record Limits(int PerMinute, int Burst)
{
    public static readonly Limits None = new(0, 0);
}
