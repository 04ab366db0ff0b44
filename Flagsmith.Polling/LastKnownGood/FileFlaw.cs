namespace Flagsmith.Polling.LastKnownGood;

/// <summary>Why a file is not used.</summary>
/// <param name="Why">The reason, for the log.</param>
/// <param name="IsDamage">Whether the content itself is bad, so that nobody will ever use it. What is too old, too large or of another version may be good for somebody.</param>
internal readonly record struct FileFlaw(string Why, bool IsDamage);
