using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Where the flags of an environment's users come from: a server, this process, or a file.</summary>
/// <remarks>Thread-safe. No argument is null. Limits on identifiers and traits are those of the source: a server stores them, memory does not.</remarks>
internal interface IUserSource
{
    /// <summary>Reads a user. Completes at once wherever nothing has to be fetched.</summary>
    /// <param name="identifier">The user's identifier.</param>
    /// <param name="mayFallBack">Whether the environment's flags will do in place of the user's; not where the traits are read, which are never made up.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken);

    /// <summary>Reads a user with traits passed along. Completes at once wherever nothing has to be fetched.</summary>
    ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken);

    /// <summary>Reads a user with traits passed along and nothing else said. Completes at once wherever nothing has to be fetched.</summary>
    ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, TraitSet traits, CancellationToken cancellationToken) =>
        ReadAsync(new FlagIdentity(identifier) { Traits = traits }, cancellationToken);

    /// <summary>Reads a user as of now, whatever is cached.</summary>
    Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken);

    /// <summary>Stores traits, null deletes; and reads the user as of then.</summary>
    Task<IIdentityFlagSnapshot> SetTraitsAsync(IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken);

    /// <summary>Returns the names of the segments that a user is in.</summary>
    /// <exception cref="InvalidOperationException">They are not known here.</exception>
    IReadOnlyList<string> GetSegments(FlagIdentity identity);

    /// <summary>Checks the key of a trait to be read.</summary>
    /// <exception cref="ArgumentException">No user can have such a trait.</exception>
    void CheckTraitKey(string key);

    /// <summary>Forgets what is cached of a user.</summary>
    void Invalidate(string identifier);

    /// <summary>Lets every cached user be fetched again at the next read.</summary>
    Task MarkStaleAsync(CancellationToken cancellationToken);

    /// <summary>Returns the figures of the cache; null where there is none.</summary>
    IdentityCacheFigures? ReadFigures();
}
