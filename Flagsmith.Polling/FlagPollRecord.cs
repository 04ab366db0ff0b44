namespace Flagsmith.Polling;

/// <summary>Represents one poll that has ended.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record FlagPollRecord
{
    /// <summary>Gets when the poll began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets how long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets what came of it.</summary>
    public required FlagPollOutcome Outcome { get; init; }

    /// <summary>Gets why it ran.</summary>
    public required FlagPollReason Reason { get; init; }

    /// <summary>Gets whether another host of the fleet polled, and this one read the result in the shared store. Looks at the store that find nothing new are not recorded.</summary>
    public bool IsShared { get; init; }

    /// <summary>Gets what kind of error ended it; <see langword="null"/> unless <see cref="Outcome"/> is <see cref="FlagPollOutcome.Failed"/>.</summary>
    public FlagsmithErrorKind? Error { get; init; }
}
