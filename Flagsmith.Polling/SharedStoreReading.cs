namespace Flagsmith.Polling;

/// <summary>Represents what an <see cref="ISharedFlagStore"/> holds at one moment.</summary>
/// <param name="Confirmation">The confirmation; empty where there is none. Nobody changes it.</param>
/// <param name="Now">The store's time, by the same clock as <see cref="SharedTurn.BeganAt"/>. It may differ from the host's.</param>
public readonly record struct SharedStoreReading(ReadOnlyMemory<byte> Confirmation, DateTimeOffset Now);
