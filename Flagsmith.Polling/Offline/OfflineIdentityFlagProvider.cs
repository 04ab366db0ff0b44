using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Offline;

/// <summary>The users of an offline environment: each has its flags, and the traits passed with the read.</summary>
internal sealed class OfflineIdentityFlagProvider(FlagSnapshot flags) : IIdentityFlagProvider
{
    private readonly IIdentityFlagSnapshot _withoutTraits = Of(flags, TraitSet.Empty);

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        TraitRules.CheckIdentifier(identifier);
        return new ValueTask<IIdentityFlagSnapshot>(_withoutTraits);
    }

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        TraitRules.CheckIdentifier(identity.Identifier);
        return new ValueTask<IIdentityFlagSnapshot>(identity.Traits is { Count: > 0 } traits ? Of(flags, TraitSet.Of(traits)) : _withoutTraits);
    }

    public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default) =>
        GetFlagsAsync(identifier, cancellationToken).AsTask();

    public ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        TraitRules.CheckIdentifier(identifier);
        return new ValueTask<IReadOnlyDictionary<string, TraitValue>>(TraitSet.Empty);
    }

    public Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traits);
        TraitRules.CheckIdentifier(identifier);
        return Task.FromException<IIdentityFlagSnapshot>(
            new InvalidOperationException("No trait was stored: the environment is offline (Offline = true). Pass traits with the read (FlagIdentity.Traits), or set Offline to false."));
    }

    public void Invalidate(string identifier) => ArgumentNullException.ThrowIfNull(identifier);

    private static IdentityFlagSnapshot Of(FlagSnapshot flags, TraitSet traits) =>
        new(FlagOverlay.Same(flags.Base), traits, flags.Version, flags.Source, fetchedAt: null);
}
