namespace Flagsmith.Polling.Wire;

/// <summary>What a flag list on the wire held.</summary>
/// <param name="Flags">The flags in their order, duplicates included. Nobody else has the array.</param>
/// <param name="Malformed">How many entries were left out because a member that is needed was missing or of another type.</param>
/// <param name="BrokenValues">How many flags have a value that is not valid text (half of a surrogate pair), and read as no value.</param>
/// <param name="WithoutId">How many flags said that their id is null, as servers do that hide details.</param>
/// <param name="HasKnownOrder">Whether the names are those that were known, in the same order.</param>
/// <param name="Ranges">Where in the body each entry stands; for the body to be compared with the next.</param>
internal readonly record struct FlagList(FlagState[] Flags, int Malformed, int BrokenValues, int WithoutId, bool HasKnownOrder, EntryRange[] Ranges);
