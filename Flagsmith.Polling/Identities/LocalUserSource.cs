using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Users who are evaluated in this process. Nothing is fetched, cached or stored; every call completes at once.</summary>
internal sealed class LocalUserSource(FlagSnapshotStore store, OptionsReloader settings) : IUserSource
{
    public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, bool mayFallBack, CancellationToken cancellationToken) =>
        new(Evaluate(identifier, TraitSet.Empty, mayFallBack));

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(FlagIdentity identity, CancellationToken cancellationToken) =>
        new(Evaluate(identity.Identifier, TraitsOf(identity), mayFallBack: true));

    public ValueTask<IIdentityFlagSnapshot> ReadAsync(string identifier, TraitSet traits, CancellationToken cancellationToken) =>
        new(Evaluate(identifier, traits, mayFallBack: true));

    public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken) =>
        Task.FromResult(Evaluate(identifier, TraitSet.Empty, mayFallBack: true));

    public Task<IIdentityFlagSnapshot> SetTraitsAsync(IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken) =>
        Task.FromException<IIdentityFlagSnapshot>(new InvalidOperationException(
            "No trait was stored: local evaluation sends nothing about users to Flagsmith (Mode = LocalEvaluation). Pass traits with each read (FlagIdentity.Traits), or set Mode to Remote."));

    public IReadOnlyList<string> GetSegments(FlagIdentity identity) =>
        store.Current.Users is { } users ? users.SegmentsOf(identity.Identifier, TraitsOf(identity)) : throw ApiErrors.NoDocument();

    /// <summary>Refuses nothing: traits are taken as given.</summary>
    public void CheckTraitKey(string key)
    {
    }

    /// <summary>Does nothing: there is no cache.</summary>
    public void Invalidate(string identifier)
    {
    }

    /// <summary>Does nothing: there is no cache.</summary>
    public Task MarkStaleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public IdentityCacheFigures? ReadFigures() => null;

    private static TraitSet TraitsOf(FlagIdentity identity) => identity.Traits is { Count: > 0 } traits ? TraitSet.Of(traits) : TraitSet.Empty;

    private IIdentityFlagSnapshot Evaluate(string identifier, TraitSet traits, bool mayFallBack)
    {
        var environment = store.Current;
        if (environment.Users is { } users)
        {
            return users.Evaluate(environment, identifier, traits);
        }

        return mayFallBack && settings.Current.Identities.Fallback == IdentityFallback.EnvironmentFlags
            ? new IdentityFlagSnapshot(FlagOverlay.Same(environment.Base), traits, environment.Version, FlagSource.EnvironmentFallback, environment.FetchedAt, isFallback: true)
            : throw ApiErrors.NoDocument();
    }
}
