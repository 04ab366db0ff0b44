namespace Flagsmith.Polling.Telemetry;

/// <summary>What the instruments show of one environment's users.</summary>
internal readonly record struct IdentityFigures(int Entries, IEnumerable<(IdentityResult Result, long Count)> Requests);
