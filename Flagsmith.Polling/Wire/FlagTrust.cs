namespace Flagsmith.Polling.Wire;

/// <summary>What of a flag is taken over from the known one without being read.</summary>
/// <param name="ByNameAndId">The rest of a feature whose name and id are known.</param>
/// <param name="SameUntil">The place, counted as the reader counts, up to which the bytes are those that the expected flag was last read from.</param>
internal readonly record struct FlagTrust(bool ByNameAndId, long SameUntil);
