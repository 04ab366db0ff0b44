namespace Flagsmith.Polling.Telemetry;

/// <summary>What the gauges show of one environment; null shows nothing.</summary>
internal readonly record struct ProviderFigures(double? AgeInSeconds, long? Version, int? IsStale, int? Failures, int? Flags, int? IsStoreAvailable = null);
