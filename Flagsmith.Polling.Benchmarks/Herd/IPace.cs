namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>How one client waits between its polls.</summary>
internal interface IPace
{
    /// <param name="isGood">How the poll ended: with a response, or by its timeout.</param>
    /// <returns>The pause before the next poll.</returns>
    TimeSpan PauseAfter(bool isGood);
}
