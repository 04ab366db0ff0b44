namespace Flagsmith.Polling.LastKnownGood;

/// <summary>When a response confirmed the flags.</summary>
/// <param name="At">The time of day.</param>
/// <param name="Timestamp">The timestamp, for what must not depend on the time of day.</param>
internal readonly record struct Confirmation(DateTimeOffset At, long Timestamp);
