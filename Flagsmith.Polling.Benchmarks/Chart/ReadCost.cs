namespace Flagsmith.Polling.Benchmarks.Chart;

/// <summary>What one read costs in one design.</summary>
/// <param name="Name">The design.</param>
/// <param name="Nanoseconds">The read.</param>
/// <param name="IsOurs">Whether it is this library.</param>
internal sealed record ReadCost(string Name, double Nanoseconds, bool IsOurs = false);
