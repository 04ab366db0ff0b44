namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>A write of which nobody knows whether the server stored it.</summary>
/// <param name="Began">When it was called.</param>
/// <param name="Sent">When its request came to the server.</param>
internal sealed record Doubt(long Began, long Sent);
