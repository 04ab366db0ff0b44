namespace Flagsmith.Polling;

/// <summary>Receives what happens in an <see cref="ISharedFlagStore"/>.</summary>
/// <remarks>Thread-safe. No member blocks or throws.</remarks>
public interface ISharedStoreListener
{
    /// <summary>A notice has arrived.</summary>
    /// <param name="notice">The notice, which may be reused after the call.</param>
    void Noticed(ReadOnlyMemory<byte> notice);

    /// <summary>The store can be reached again, and notices may have been lost.</summary>
    void Reconnected();
}
