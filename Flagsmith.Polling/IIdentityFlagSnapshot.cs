namespace Flagsmith.Polling;

/// <summary>All flags and traits of one user at one moment; never changes.</summary>
/// <remarks>Immutable and thread-safe. <see cref="IFlagSnapshot.Version"/> is that of the environment's snapshot which the user follows, <see cref="IFlagSnapshot.FetchedAt"/> the time of the user's own response; <see cref="IFlagSnapshot.Flags"/> is put together at each call.</remarks>
public interface IIdentityFlagSnapshot : IFlagSnapshot
{
    /// <summary>Gets the user's traits as the server returned them: the stored ones and those passed along. Empty for a fallback, and where the server hides them.</summary>
    IReadOnlyDictionary<string, TraitValue> Traits { get; }

    /// <summary>Gets whether these are the environment's flags, in place of the user's that could not be fetched.</summary>
    bool IsFallback { get; }
}
