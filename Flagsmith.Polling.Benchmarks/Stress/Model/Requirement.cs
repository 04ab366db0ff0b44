namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What a read that begins from now on may not be older than.</summary>
/// <param name="Sent">The least number of the response's request.</param>
/// <param name="Rule">What is broken by an older one.</param>
internal sealed record Requirement(long Sent, StressRule Rule)
{
    public static readonly Requirement None = new(0, StressRule.OlderThanWrite);
}
