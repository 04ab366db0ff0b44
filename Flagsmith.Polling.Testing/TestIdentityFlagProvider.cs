namespace Flagsmith.Polling.Testing;

/// <summary>An <see cref="IIdentityFlagProvider"/> whose users' flags and traits a test sets. No server, no cache, no clock.</summary>
/// <remarks>Thread-safe. A user has the environment's flags, if an environment was given; flags set for everybody override them, and flags set for the user alone override both.</remarks>
public sealed partial class TestIdentityFlagProvider : IIdentityFlagProvider
{
    private readonly Lock _gate = new();
    private readonly IFlagProvider? _environment;
    private readonly FlagSnapshotBuilder _everybody = new();
    private readonly Dictionary<string, Dictionary<string, FlagState>> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, TraitValue>> _traits = new(StringComparer.Ordinal);

    /// <summary>Starts without flags.</summary>
    public TestIdentityFlagProvider()
    {
    }

    /// <summary>Starts with the flags of an environment, as they are whenever a user is read.</summary>
    /// <param name="environment">Provides the environment's flags.</param>
    /// <exception cref="ArgumentNullException"><paramref name="environment"/> is <see langword="null"/>.</exception>
    public TestIdentityFlagProvider(IFlagProvider environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
    }

    /// <summary>Gets or sets what every member that would request something from Flagsmith throws; nothing by default.</summary>
    /// <remarks>While <see cref="IsFallback"/> is set, <c>GetFlagsAsync</c> does not throw it.</remarks>
    public FlagsmithApiException? Error { get; set; }

    /// <summary>
    /// Gets or sets whether Flagsmith does not respond and nothing is cached: <c>GetFlagsAsync</c> then returns for every user the flags of everybody, marked
    /// by <see cref="IIdentityFlagSnapshot.IsFallback"/> and without traits, and all other members throw <see cref="Error"/>, or that Flagsmith is unreachable.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool IsFallback { get; set; }

    /// <summary>Adds or changes a flag for everybody.</summary>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on.</param>
    /// <param name="value">Its value; none by default.</param>
    /// <returns>This provider.</returns>
    public TestIdentityFlagProvider Set(string name, bool enabled, FlagValue value = default)
    {
        lock (_gate)
        {
            _everybody.Set(name, enabled, value);
        }

        return this;
    }

    /// <summary>Adds or changes a flag for one user.</summary>
    /// <param name="identifier">The user.</param>
    /// <param name="name">The feature's name.</param>
    /// <param name="enabled">Whether it is on for the user.</param>
    /// <param name="value">Its value for the user; none by default.</param>
    /// <returns>This provider.</returns>
    public TestIdentityFlagProvider SetFor(string identifier, string name, bool enabled, FlagValue value = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_gate)
        {
            Of(_users, identifier)[name] = new FlagState { Enabled = enabled, Value = value, Feature = new FeatureInfo { Name = name } };
        }

        return this;
    }

    /// <inheritdoc/>
    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default) =>
        GetFlagsAsync(identifier, null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return GetFlagsAsync(identity.Identifier, identity.Traits, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default) =>
        Response(identifier, null, cancellationToken).AsTask();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default) =>
        (await Response(identifier, null, cancellationToken).ConfigureAwait(false)).Traits;

    /// <inheritdoc/>
    public Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traits);
        if (Outage is null)
        {
            Store(identifier, traits);
        }

        return RefreshAsync(identifier, cancellationToken);
    }

    /// <summary>Does nothing: there is no cache.</summary>
    /// <param name="identifier">The user.</param>
    public void Invalidate(string identifier) => ArgumentNullException.ThrowIfNull(identifier);

    private FlagsmithApiException? Outage =>
        Error ?? (IsFallback ? new FlagsmithApiException(FlagsmithErrorKind.Unreachable, "The test says that Flagsmith gives no response (TestIdentityFlagProvider.IsFallback).") : null);

    private static Dictionary<string, TValue> Of<TValue>(Dictionary<string, Dictionary<string, TValue>> all, string identifier)
    {
        if (!all.TryGetValue(identifier, out var own))
        {
            all[identifier] = own = new Dictionary<string, TValue>(StringComparer.Ordinal);
        }

        return own;
    }

    private void Store(string identifier, IReadOnlyDictionary<string, TraitValue?> traits)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        lock (_gate)
        {
            var own = Of(_traits, identifier);
            foreach (var (key, value) in traits)
            {
                if (value is { } set)
                {
                    own[key] = set;
                }
                else
                {
                    own.Remove(key);
                }
            }
        }
    }

    private ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, IReadOnlyDictionary<string, TraitValue>? passed, CancellationToken cancellationToken)
    {
        if (!IsFallback)
        {
            return Response(identifier, passed, cancellationToken);
        }

        ArgumentException.ThrowIfNullOrEmpty(identifier);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(OfEverybody().BuildForIdentity(new Dictionary<string, TraitValue>(), isFallback: true));
        }
    }

    private ValueTask<IIdentityFlagSnapshot> Response(string identifier, IReadOnlyDictionary<string, TraitValue>? passed, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(identifier);
        cancellationToken.ThrowIfCancellationRequested();
        return Outage is { } error ? ValueTask.FromException<IIdentityFlagSnapshot>(error) : ValueTask.FromResult(Build(identifier, passed));
    }

    private IIdentityFlagSnapshot Build(string identifier, IReadOnlyDictionary<string, TraitValue>? passed)
    {
        lock (_gate)
        {
            var builder = OfEverybody();
            foreach (var flag in _users.GetValueOrDefault(identifier)?.Values ?? Enumerable.Empty<FlagState>())
            {
                builder.Set(flag);
            }

            var traits = new Dictionary<string, TraitValue>(_traits.GetValueOrDefault(identifier) ?? [], StringComparer.Ordinal);
            foreach (var (key, value) in passed ?? new Dictionary<string, TraitValue>())
            {
                traits[key] = value;
            }

            return builder.BuildForIdentity(traits);
        }
    }

    private FlagSnapshotBuilder OfEverybody()
    {
        var everybody = _everybody.Build();
        if (_environment is null)
        {
            return new FlagSnapshotBuilder(everybody);
        }

        var builder = new FlagSnapshotBuilder(_environment.Current);
        foreach (var flag in everybody.Flags)
        {
            builder.Set(flag);
        }

        return builder;
    }
}
