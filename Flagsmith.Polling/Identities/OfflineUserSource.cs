using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>The users of an offline environment: each has its flags, and the traits passed with the read.</summary>
internal sealed class OfflineUserSource(FlagSnapshot flags) : IUserSource
{
    private readonly IIdentityFlagSnapshot _withoutTraits = Of(flags, TraitSet.Empty);

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identifier);
        return new ValueTask<IIdentityFlagSnapshot>(_withoutTraits);
    }

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identity.Identifier);
        return new ValueTask<IIdentityFlagSnapshot>(identity.Traits is { Count: > 0 } traits ? Of(flags, TraitSet.Of(traits)) : _withoutTraits);
    }

    public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identifier);
        return Task.FromResult(_withoutTraits);
    }

    public Task<IIdentityFlagSnapshot> SetTraitsAsync(IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(identifier);
        return Task.FromException<IIdentityFlagSnapshot>(
            new InvalidOperationException("No trait was stored: the environment is offline (Offline = true). Pass traits with the read (FlagIdentity.Traits), or set Offline to false."));
    }

    public IReadOnlyList<string> GetSegments(FlagIdentity identity) => throw new InvalidOperationException(
        "Segments are not known: the environment is offline (Offline = true). Set Offline to false and Mode to LocalEvaluation, or evaluate a saved document with EnvironmentDocument.");

    public void CheckTraitKey(string key) => TraitRules.CheckKey(key);

    /// <summary>Does nothing: there is no cache.</summary>
    public void Invalidate(string identifier)
    {
    }

    /// <summary>Does nothing: there is no cache.</summary>
    public Task MarkStaleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public IdentityCacheFigures? ReadFigures() => null;

    private static IdentityFlagSnapshot Of(FlagSnapshot flags, TraitSet traits) =>
        new(FlagOverlay.Same(flags.Base), traits, flags.Version, flags.Source, fetchedAt: null);
}
