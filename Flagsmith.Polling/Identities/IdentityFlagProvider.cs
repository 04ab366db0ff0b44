using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>The public face of one environment's users: checks for null, and leaves the rest to where the users come from.</summary>
internal sealed class IdentityFlagProvider(IUserSource source) : IIdentityFlagProvider
{
    private readonly IUserSource _source = source;

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return _source.ReadAsync(identifier, mayFallBack: true, cancellationToken);
    }

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return _source.ReadAsync(identity, cancellationToken);
    }

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, ReadOnlySpan<KeyValuePair<string, TraitValue>> traits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return _source.ReadAsync(identifier, TraitSet.Of(traits), cancellationToken);
    }

    public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return _source.RefreshAsync(identifier, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        var user = _source.ReadAsync(identifier, mayFallBack: false, cancellationToken);
        return user.IsCompletedSuccessfully ? new ValueTask<IReadOnlyDictionary<string, TraitValue>>(user.Result.Traits) : TraitsOfAsync(user);
    }

    public Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(identifier);
        return _source.SetTraitsAsync(traits, identifier, cancellationToken);
    }

    public IReadOnlyList<string> GetSegments(FlagIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return _source.GetSegments(identity);
    }

    public void Invalidate(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        _source.Invalidate(identifier);
    }

    /// <summary>Checks a trait's key by the rules of where the users come from.</summary>
    /// <exception cref="ArgumentException">No user can have such a trait.</exception>
    internal void CheckTraitKey(string key) => _source.CheckTraitKey(key);

    private static async ValueTask<IReadOnlyDictionary<string, TraitValue>> TraitsOfAsync(ValueTask<IIdentityFlagSnapshot> user) =>
        (await user.ConfigureAwait(false)).Traits;
}
