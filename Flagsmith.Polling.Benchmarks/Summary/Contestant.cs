namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>One of several things that are measured against each other.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Run">Runs the operation as many times as told, and gives how many of them came out as they should.</param>
internal sealed record Contestant(string Name, Func<int, int> Run);
