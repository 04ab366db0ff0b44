namespace Flagsmith.Polling.Benchmarks.Memory;

/// <param name="Bytes">Allocated by one hit with one read.</param>
/// <param name="Read">A hit with one read by name.</param>
/// <param name="Find">The hit alone.</param>
/// <param name="Bare">A look-up in the bare cache.</param>
internal sealed record HitResult(double Bytes, RoundTimes Read, RoundTimes Find, RoundTimes Bare);
