namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>Something that a fleet lives through.</summary>
/// <param name="Name">What it is.</param>
/// <param name="RunAsync">Runs it with so many hosts on a Redis of its own.</param>
internal sealed record FleetScenario(string Name, Func<int, RedisServer, Task<Target[]>> RunAsync);
