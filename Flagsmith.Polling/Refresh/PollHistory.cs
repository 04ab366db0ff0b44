namespace Flagsmith.Polling.Refresh;

/// <summary>What the pause before the next poll depends on.</summary>
/// <param name="HasData">Whether there is data from a response.</param>
/// <param name="IsFirstLoad">Whether the last poll was the first that succeeded.</param>
/// <param name="Failures">How many polls have failed in a row.</param>
/// <param name="LastError">Why the last poll failed; null when it succeeded.</param>
/// <param name="IsHeld">Whether the last response was held back until the next confirms it.</param>
internal sealed record PollHistory(bool HasData, bool IsFirstLoad, int Failures, FlagsmithApiException? LastError, bool IsHeld = false)
{
    public static readonly PollHistory None = new(HasData: false, IsFirstLoad: false, Failures: 0, LastError: null);

    /// <summary>The last poll succeeded, and it was not the first.</summary>
    public static readonly PollHistory Good = new(HasData: true, IsFirstLoad: false, Failures: 0, LastError: null);

    /// <summary>Gets the rejections of polls (401, 403, 404) that have gone on without interruption.</summary>
    public RejectionSeries Rejections { get; init; }

    /// <summary>Gets whether the last poll was rejected, and polls have been for so long that the settings must be wrong.</summary>
    public bool IsRejectedLastingly => LastError is { IsConfigurationError: true } && Rejections.IsLasting;

    /// <summary>Gets when the shared store is to be looked at again; null where the schedule says it.</summary>
    public TimeSpan? LookIn { get; init; }

    /// <summary>Gets how long the server has asked to be left alone from now on; zero where it has not.</summary>
    public TimeSpan RetryAfter { get; init; }
}
