namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>A view that must be in the cache as long as nothing but reads and refreshes happens to its user.</summary>
/// <param name="At">The milliseconds since the start when it was asked for, or later when it was read.</param>
/// <param name="Ended">When the call that got it had ended.</param>
/// <param name="Changes">How many begins and ends of changes the user had seen.</param>
internal sealed record FreshView(long At, long Ended, int Changes);
