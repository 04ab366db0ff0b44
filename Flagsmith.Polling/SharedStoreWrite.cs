namespace Flagsmith.Polling;

/// <summary>Represents what a poll writes to an <see cref="ISharedFlagStore"/>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record SharedStoreWrite
{
    /// <summary>Gets the confirmation, which replaces the stored one.</summary>
    public required ReadOnlyMemory<byte> Confirmation { get; init; }

    /// <summary>Gets the body, which replaces the stored one; empty, the default, to keep that one and to renew its time to live.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets whether there must be a body afterwards: a write without one, while none is stored, writes nothing.</summary>
    public bool NeedsBody { get; init; }

    /// <summary>Gets the notice to send once all is written; empty, the default, for none.</summary>
    public ReadOnlyMemory<byte> Notice { get; init; }

    /// <summary>Gets how long confirmation and body are kept from now on.</summary>
    public required TimeSpan TimeToLive { get; init; }
}
