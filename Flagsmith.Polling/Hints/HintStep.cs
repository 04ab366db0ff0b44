namespace Flagsmith.Polling.Hints;

/// <summary>What a series of hints does next.</summary>
/// <param name="Pause">How long to wait; zero where it acts.</param>
/// <param name="Restarted">Ends the wait early: a hint has restarted the schedule.</param>
/// <param name="Hints">How many hints the series has had.</param>
internal readonly record struct HintStep(TimeSpan Pause, Task Restarted, int Hints);
