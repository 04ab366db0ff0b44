namespace Flagsmith.Polling;

/// <summary>Represents the figures of one environment's cache of users at one moment.</summary>
/// <remarks>Immutable and thread-safe. <see cref="Hits"/> and what follows are counted from the first time that the figures, or the metric <c>flagsmith.polling.identity.requests</c>, are read.</remarks>
public sealed record IdentityCacheFigures
{
    /// <summary>Gets how many users are cached.</summary>
    public required int Entries { get; init; }

    /// <summary>Gets how many users the cache keeps at most: <see cref="IdentityOptions.MaxEntries"/>.</summary>
    public required int MaxEntries { get; init; }

    /// <summary>Gets how many requests for users are in flight.</summary>
    public required int RequestsInFlight { get; init; }

    /// <summary>Gets whether requests for users are suspended because too many in a row have failed.</summary>
    public required bool IsSuspended { get; init; }

    /// <summary>Gets how many reads were answered from the cache, with nothing to do.</summary>
    public required long Hits { get; init; }

    /// <summary>Gets how many reads were answered from the cache while the user was fetched again.</summary>
    public required long StaleHits { get; init; }

    /// <summary>Gets how many reads waited for a request.</summary>
    public required long Misses { get; init; }

    /// <summary>Gets how many reads got something in place of a response that could not be had.</summary>
    public required long Fallbacks { get; init; }
}
