using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Refresh;

/// <summary>What became of a response.</summary>
/// <param name="IsNews">Whether a new snapshot was published.</param>
/// <param name="Skipped">What was left out because it could not be read.</param>
/// <param name="BrokenValues">How many flags have a value that is not valid text, and read as no value; also where the response is the same as before.</param>
/// <param name="IsHeld">Whether it was held back: an unexpectedly empty list is published once the next response confirms it.</param>
internal readonly record struct Publication(bool IsNews, SkippedEntries Skipped, int BrokenValues = 0, bool IsHeld = false);
