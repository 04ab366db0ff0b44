namespace Flagsmith.Polling;

/// <summary>Represents a host's turn to poll for all.</summary>
/// <param name="Token">What distinguishes this turn from all others.</param>
/// <param name="BeganAt">The store's time, read after the turn was taken: no host's clock takes part in the order of polls.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record SharedTurn(string Token, DateTimeOffset BeganAt);
