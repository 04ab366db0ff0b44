using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>One environment's users: from the cache, or by a request.</summary>
internal sealed class IdentityFlagProvider : IIdentityFlagProvider, IDisposable, IAsyncDisposable
{
    private const long BytesPerEntry = 2048;

    private readonly FlagSnapshotStore _environment;
    private readonly OptionsReloader _settings;
    private readonly IdentityCircuit _circuit;
    private readonly IdentityCounters _counters;
    private readonly FailureMemory _failures;
    private readonly CoarseClock _clock;
    private readonly IdentityCache _cache;
    private readonly IdentityRequests _requests;
    private readonly UserMaintenance _maintenance;
    private readonly FlagStatePool _states;

    public IdentityFlagProvider(
        FlagSnapshotStore environment,
        OptionsReloader settings,
        IdentityCircuit circuit,
        IdentityFetcher fetcher,
        FlagStatePool states,
        ProviderTelemetry telemetry,
        MonotonicClock monotonic,
        ILogger logger)
    {
        _environment = environment;
        _settings = settings;
        _circuit = circuit;
        _counters = telemetry.Identities;
        _failures = new FailureMemory(monotonic);
        _states = states;
        _clock = new CoarseClock(monotonic, now => _maintenance!.Step(now), logger);
        _cache = new IdentityCache(Options.MaxEntries, Options.MaxBytes ?? (Options.MaxEntries * BytesPerEntry), _clock, UserMaintenance.Interval);
        _maintenance = new UserMaintenance(environment, _cache, _failures, states);
        _requests = new IdentityRequests(environment, settings, fetcher, _cache, _failures, monotonic.Time);
        telemetry.Observe(() => new IdentityFigures(_requests.IsDisposed ? 0 : _cache.Count, _counters.Read()));
    }

    /// <summary>Gets how many users are cached.</summary>
    internal int Count => _cache.Count;

    /// <summary>Gets how many requests are in flight or wait.</summary>
    internal int Flights => _requests.Count;

    internal UserMaintenance Maintenance => _maintenance;

    /// <summary>Returns all responses cached.</summary>
    internal IEnumerable<CachedUser> Walk() => _cache.Walk();

    private IdentityOptions Options => _settings.Current.Identities;

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (FindHit(identifier) is { } user)
        {
            return new ValueTask<IIdentityFlagSnapshot>(user);
        }

        return GetAsync(new IdentityKey(identifier, Variant: null), Options.Fallback, cancellationToken);
    }

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (_cache.Find(identity, Options.Persistence) is { } view && IsHit(view))
        {
            _counters.CountHit();
            return new ValueTask<IIdentityFlagSnapshot>(view.Snapshot);
        }

        return GetAsync(new IdentityKey(identity.Identifier, ToVariant(identity)), Options.Fallback, cancellationToken);
    }

    public async Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default)
    {
        TraitRules.CheckIdentifier(identifier);
        _clock.EnsureStarted();
        return Follow(await _requests.RefreshAsync(identifier, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (FindHit(identifier) is { } hit)
        {
            return new ValueTask<IReadOnlyDictionary<string, TraitValue>>(hit.TraitSet);
        }

        var user = GetAsync(new IdentityKey(identifier, Variant: null), IdentityFallback.Throw, cancellationToken); // traits are never made up
        return user.IsCompletedSuccessfully ? new ValueTask<IReadOnlyDictionary<string, TraitValue>>(user.Result.Traits) : TraitsOfAsync(user);
    }

    public async Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traits);
        TraitRules.CheckIdentifier(identifier);
        var sent = new Dictionary<string, TraitValue?>(traits, StringComparer.Ordinal); // the caller may change its own later
        Check(sent);
        _clock.EnsureStarted();
        var (view, areStored) = await _requests.WriteAsync(identifier, sent, cancellationToken).ConfigureAwait(false);
        return areStored ? Follow(view) : throw ApiErrors.TraitsNotStored(ApiRequest.Identity(_settings.Current, default));
    }

    public void Invalidate(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (!_requests.IsDisposed)
        {
            _requests.Invalidate(identifier);
        }
    }

    public void Dispose()
    {
        _requests.Dispose();
        _clock.Dispose();
        _cache.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Dispose();
        await _clock.DisposeAsync().ConfigureAwait(false); // a maintenance that is just running ends before the cache goes
        _cache.Dispose();
    }

    private static async ValueTask<IReadOnlyDictionary<string, TraitValue>> TraitsOfAsync(ValueTask<IIdentityFlagSnapshot> user) =>
        (await user.ConfigureAwait(false)).Traits;

    private static void Check(Dictionary<string, TraitValue?> traits)
    {
        foreach (var (key, value) in traits)
        {
            TraitRules.CheckKey(key);
            if (value is { } set)
            {
                TraitRules.CheckValue(set);
            }
        }
    }

    // A failed fetch may be thrown at many callers, and a thrown exception keeps the trace of its last throw.
    private static FlagsmithApiException Copy(FlagsmithApiException error) =>
        new(error.Kind, error.Message, error.StatusCode, error.RetryAfter, error);

    private TraitSetKey? ToVariant(FlagIdentity identity)
    {
        var persistence = identity.Persistence ?? Options.Persistence;
        if (identity.Traits is not { Count: > 0 } traits)
        {
            return persistence == Options.Persistence ? null : new TraitSetKey(TraitSet.Empty, persistence);
        }

        var set = TraitSet.Of(traits);
        foreach (var (key, value) in set)
        {
            TraitRules.CheckKey(key);
            TraitRules.CheckValue(value);
        }

        return new TraitSetKey(set, persistence);
    }

    /// <summary>Finds a user who is read without anything to do. The hot path.</summary>
    private IdentityFlagSnapshot? FindHit(string identifier)
    {
        if (_cache.FindPlain(identifier) is not { } view || !IsHit(view))
        {
            return null;
        }

        _counters.CountHit();
        return view.Snapshot;
    }

    private bool IsHit(CachedUser view) => view.IsFreshAt(_clock.Now) && view.SettledVersion >= _environment.Current.Version;

    private bool IsWithin(CachedUser view, TimeSpan window) => _clock.Now < view.FreshUntil + window.Ticks;

    private IdentityFlagSnapshot Follow(CachedUser view) => view.Follow(_environment.Current, _states);

    private ValueTask<IIdentityFlagSnapshot> GetAsync(IdentityKey key, IdentityFallback fallback, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(key.Identifier);
        _clock.EnsureStarted();
        var (cached, environment) = (_cache.Find(key), _environment.Current);
        if (cached is null || cached.IsOutdated || !IsWithin(cached, Options.StaleWhileRevalidate) || MustWait(cached, environment.Version))
        {
            return new ValueTask<IIdentityFlagSnapshot>(FetchAsync(key, cached, fallback, cancellationToken));
        }

        var user = cached.Follow(environment, _states);
        if (cached.IsFreshAt(_clock.Now) && IsSettled(cached, environment))
        {
            _counters.Count(IdentityResult.Hit);
        }
        else
        {
            _counters.Count(IdentityResult.Stale);
            RefreshInBackground(key);
        }

        return new ValueTask<IIdentityFlagSnapshot>(user);
    }

    /// <summary>Determines whether nothing is left to do for a user who has followed the environment.</summary>
    private bool IsSettled(CachedUser view, FlagSnapshot environment) =>
        view.SettledVersion >= environment.Version || (Options.WhenEnvironmentChanges == EnvironmentChangePolicy.Follow && view.TrySettle(environment));

    private bool MustWait(CachedUser view, long version) =>
        view.SettledVersion < version && Options.WhenEnvironmentChanges == EnvironmentChangePolicy.WaitForRefresh;

    private async Task<IIdentityFlagSnapshot> FetchAsync(IdentityKey key, CachedUser? cached, IdentityFallback fallback, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_requests.IsDisposed, typeof(IIdentityFlagProvider));
        if (RejectionOf(key) is { } refusal)
        {
            return InPlaceOf(cached, fallback, refusal);
        }

        var version = _environment.Current.Version;
        var (result, hasStarted) = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
        if (result.View is { } joined && !hasStarted && MustWait(joined, version))
        {
            (result, hasStarted) = await ReadAsync(key, cancellationToken).ConfigureAwait(false); // the request joined was sent before the change
        }

        if (result.View is null)
        {
            return InPlaceOf(cached, fallback, result.Error!);
        }

        _counters.Count(hasStarted ? IdentityResult.Miss : IdentityResult.Coalesced);
        return Follow(result.View);
    }

    private async Task<(FetchResult Result, bool HasStarted)> ReadAsync(IdentityKey key, CancellationToken cancellationToken)
    {
        var result = await _requests.ReadAsync(key, out var hasStarted).WaitAsync(cancellationToken).ConfigureAwait(false);
        return (result, hasStarted);
    }

    private FlagsmithApiException? RejectionOf(IdentityKey key) => _failures.Find(key) ?? _circuit.Rejection;

    private IdentityFlagSnapshot InPlaceOf(CachedUser? cached, IdentityFallback fallback, FlagsmithApiException error)
    {
        if (cached is not null && IsWithin(cached, Options.StaleIfError))
        {
            _counters.Count(IdentityResult.Stale);
            return Follow(cached);
        }

        if (fallback == IdentityFallback.Throw)
        {
            _counters.Count(IdentityResult.Error);
            throw Copy(error);
        }

        _counters.Count(IdentityResult.Fallback);
        var environment = _environment.Current;
        return new IdentityFlagSnapshot(
            FlagOverlay.Same(environment.Base), TraitSet.Empty, environment.Version, FlagSource.EnvironmentFallback, environment.FetchedAt, isFallback: true);
    }

    private void RefreshInBackground(IdentityKey key)
    {
        if (RejectionOf(key) is null)
        {
            _requests.ReadInBackground(key);
        }
    }
}
