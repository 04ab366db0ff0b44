namespace Flagsmith.Polling.Snapshots;

/// <summary>Evaluates users' flags in memory, from the environment that a snapshot was made of. Thread-safe.</summary>
internal interface IUserEvaluator
{
    /// <summary>Gets the pages of the document as they were received, for whoever keeps them; empty where nobody does.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Pages { get; }

    /// <summary>Evaluates one user, flag by flag as they are read. Never waits, and throws nothing.</summary>
    /// <param name="environment">The snapshot that the user follows: one made of this environment.</param>
    /// <param name="identifier">The user's identifier, of any length.</param>
    /// <param name="traits">The user's traits, taken as given.</param>
    IIdentityFlagSnapshot Evaluate(FlagSnapshot environment, string identifier, TraitSet traits);

    /// <summary>Returns the names of the segments that a user is in, in the document's order. Never waits, and throws nothing.</summary>
    /// <param name="identifier">The user's identifier, of any length.</param>
    /// <param name="traits">The user's traits, taken as given.</param>
    IReadOnlyList<string> SegmentsOf(string identifier, TraitSet traits);

    /// <summary>Explains how a flag comes about; null where there is none of that name.</summary>
    /// <param name="flag">The feature's name.</param>
    /// <param name="identifier">The user's identifier; null for the environment's own flag.</param>
    /// <param name="traits">The user's traits, taken as given.</param>
    FlagExplanation? Explain(string flag, string? identifier, TraitSet traits);
}
