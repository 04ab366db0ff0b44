namespace Flagsmith.Polling;

/// <summary>The state of a provider at one moment.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record FlagProviderStatus
{
    /// <summary>Gets the state of the provider.</summary>
    public FlagProviderState State { get; init; }

    /// <summary>Gets when the provider entered <see cref="State"/>.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Gets when a response last confirmed the current snapshot, with a change or without; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastConfirmedAt { get; init; }

    /// <summary>Gets the number of polls that have failed since the last one that succeeded.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>
    /// Gets why the last poll failed; <see langword="null"/> when it succeeded. If the server asked to wait, the message includes for how long; polling waits one hour at most.
    /// </summary>
    public FlagsmithApiException? LastError { get; init; }

    /// <summary>Gets when the next poll is due; <see langword="null"/> while one is in flight and when nothing polls.</summary>
    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>Gets whether flags have been loaded, from Flagsmith, from a shared store or from the last-known-good file.</summary>
    public bool IsReady { get; init; }

    /// <summary>Gets the state of the store that the fleet shares; <see langword="null"/> where none is registered.</summary>
    public SharedStoreStatus? SharedStore { get; init; }
}
