namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Hears of matches that took too long. Thread-safe; throws nothing.</summary>
internal interface IPatternObserver
{
    /// <summary>A user's text took a pattern longer than the limit, and did not match.</summary>
    /// <param name="isFirst">Whether it is the first time for this pattern.</param>
    void TimedOut(bool isFirst);
}
