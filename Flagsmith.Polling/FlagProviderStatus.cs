namespace Flagsmith.Polling;

/// <summary>How a provider is doing, as it was at one moment.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record FlagProviderStatus
{
    /// <summary>Gets how the provider is doing.</summary>
    public FlagProviderState State { get; init; }

    /// <summary>Gets since when <see cref="State"/> has been what it is.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Gets when a response last confirmed the current snapshot, by changing it or by saying the same; <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastConfirmedAt { get; init; }

    /// <summary>Gets how many polls have failed since the last one that succeeded.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>
    /// Gets why the last poll failed; <see langword="null"/> when it succeeded. Its message says how long the server asked to wait, where it did; polling waits one hour at most.
    /// </summary>
    public FlagsmithApiException? LastError { get; init; }

    /// <summary>Gets when the next poll is due; <see langword="null"/> while one is in flight and when nothing polls.</summary>
    public DateTimeOffset? NextPollAt { get; init; }

    /// <summary>Gets whether there is data, from a response and not from the defaults.</summary>
    public bool IsReady { get; init; }
}
