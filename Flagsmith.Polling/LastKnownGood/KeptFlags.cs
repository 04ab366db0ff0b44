namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Flags that were kept on disk.</summary>
/// <param name="Flags">The flags.</param>
/// <param name="LastConfirmedAt">When a response last confirmed them.</param>
internal sealed record KeptFlags(IReadOnlyList<FlagState> Flags, DateTimeOffset LastConfirmedAt);
