namespace Flagsmith.Polling.Refresh;

/// <summary>What the pause before the next poll depends on.</summary>
/// <param name="HasData">Whether there is data from an answer.</param>
/// <param name="IsFirstLoad">Whether the last poll was the first that succeeded.</param>
/// <param name="Failures">How many polls have failed in a row.</param>
/// <param name="LastError">Why the last poll failed; null when it succeeded.</param>
/// <param name="IsHeld">Whether the last answer was held back until the next confirms it.</param>
internal sealed record PollHistory(bool HasData, bool IsFirstLoad, int Failures, FlagsmithApiException? LastError, bool IsHeld = false)
{
    public static readonly PollHistory None = new(HasData: false, IsFirstLoad: false, Failures: 0, LastError: null);

    /// <summary>The last poll succeeded, and it was not the first.</summary>
    public static readonly PollHistory Good = new(HasData: true, IsFirstLoad: false, Failures: 0, LastError: null);
}
