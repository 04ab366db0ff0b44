namespace Flagsmith.Polling.Wire;

/// <summary>What a flag list on the wire held.</summary>
/// <param name="Flags">The flags in their order, duplicates included.</param>
/// <param name="Malformed">How many entries were left out because a member that is needed was missing or of another type.</param>
internal readonly record struct FlagList(List<FlagState> Flags, int Malformed);
