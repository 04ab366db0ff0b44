namespace Flagsmith.Polling;

/// <summary>The state of the store that a fleet shares, as one host sees it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record SharedStoreStatus
{
    /// <summary>Gets whether the store responds as it should. While it does not, the host polls by itself.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>Gets which host polled last for all, by its <see cref="SharedStoreOptions.HostName"/>; <see langword="null"/> before the first confirmation.</summary>
    public string? LastPolledBy { get; init; }

    /// <summary>Gets when that poll began, on this host's clock; <see langword="null"/> before the first confirmation.</summary>
    public DateTimeOffset? LastPolledAt { get; init; }

    /// <summary>Gets how many polls of the fleet have failed in a row, as far as hosts have shared them.</summary>
    public int FleetFailures { get; init; }
}
