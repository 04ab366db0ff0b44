namespace Flagsmith.Polling.Refresh;

/// <summary>What became of an answer.</summary>
/// <param name="IsNews">Whether a new snapshot was published.</param>
/// <param name="Malformed">How many flags were left out because they could not be read.</param>
/// <param name="BrokenValues">How many flags have a value that is no text, and so read as none; also where the answer is the same as before.</param>
/// <param name="IsHeld">Whether it was held back: flags that are suddenly all gone are believed when the next answer says so too.</param>
internal readonly record struct Publication(bool IsNews, int Malformed, int BrokenValues = 0, bool IsHeld = false);
