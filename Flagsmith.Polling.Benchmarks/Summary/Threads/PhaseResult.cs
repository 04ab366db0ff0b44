namespace Flagsmith.Polling.Benchmarks.Summary.Threads;

/// <param name="Throughput">Reads per second.</param>
/// <param name="IsValid">Whether each reader had a core to itself.</param>
internal readonly record struct PhaseResult(double Throughput, bool IsValid);
