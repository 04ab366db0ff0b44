using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Settings;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

/// <summary>One environment's users: from the cache, or by a request.</summary>
internal sealed class IdentityFlagProvider : IIdentityFlagProvider, IDisposable, IAsyncDisposable
{
    internal static readonly TimeSpan MaintenanceInterval = TimeSpan.FromSeconds(30);

    private readonly FlagSnapshotStore _environment;
    private readonly LiveSettings _settings;
    private readonly IdentityBaseline _baseline;
    private readonly IdentityCircuit _circuit;
    private readonly IdentityCounters _counters;
    private readonly FailureMemory _failures;
    private readonly CoarseClock _clock;
    private readonly IdentityCache _cache;
    private readonly IdentityRequests _requests;
    private TimeSpan _maintainedAt;
    private int _isMaintaining;

    public IdentityFlagProvider(
        FlagSnapshotStore environment,
        LiveSettings settings,
        IdentityBaseline baseline,
        IdentityCircuit circuit,
        IdentityFetcher fetcher,
        ProviderTelemetry telemetry,
        MonotonicClock monotonic,
        ILogger logger)
    {
        _environment = environment;
        _settings = settings;
        _baseline = baseline;
        _circuit = circuit;
        _counters = telemetry.Identities;
        _failures = new FailureMemory(monotonic);
        _clock = new CoarseClock(monotonic, Maintain, logger);
        _cache = new IdentityCache(Options.MaxEntries, _clock, MaintenanceInterval);
        _requests = new IdentityRequests(environment, settings, fetcher, _cache, _failures, monotonic.Time);
        telemetry.Observe(() => new IdentityFigures(_requests.IsDisposed ? 0 : _cache.Count, _counters.Read()));
    }

    /// <summary>Gets how many users are cached.</summary>
    internal int Count => _cache.Count;

    /// <summary>Gets how many requests are in flight or wait.</summary>
    internal int Flights => _requests.Count;

    private IdentityOptions Options => _settings.Current.Identities;

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        if (_cache.FindSingle(identifier) is { } view && IsFresh(view))
        {
            _counters.CountHit();
            return new ValueTask<IIdentityFlagSnapshot>(view);
        }

        return GetAsync(new IdentityKey(identifier, Variant: null), Options.Fallback, cancellationToken);
    }

    public ValueTask<IIdentityFlagSnapshot> GetFlagsAsync(FlagIdentity identity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return GetAsync(new IdentityKey(identity.Identifier, ToVariant(identity)), Options.Fallback, cancellationToken);
    }

    public async Task<IIdentityFlagSnapshot> RefreshAsync(string identifier, CancellationToken cancellationToken = default)
    {
        TraitRules.CheckIdentifier(identifier);
        _clock.EnsureStarted();
        return await _requests.RefreshAsync(identifier, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<TraitValue?> GetTraitAsync(string key, string identifier, CancellationToken cancellationToken = default)
    {
        TraitRules.CheckKey(key);
        var traits = GetTraitsAsync(identifier, cancellationToken);
        return traits.IsCompletedSuccessfully ? new ValueTask<TraitValue?>(Find(traits.Result, key)) : FindAsync(traits, key);
    }

    public ValueTask<IReadOnlyDictionary<string, TraitValue>> GetTraitsAsync(string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        var user = GetAsync(new IdentityKey(identifier, Variant: null), IdentityFallback.Throw, cancellationToken); // traits are never made up
        return user.IsCompletedSuccessfully ? new ValueTask<IReadOnlyDictionary<string, TraitValue>>(user.Result.Traits) : TraitsOfAsync(user);
    }

    public Task<IIdentityFlagSnapshot> SetTraitAsync(string key, TraitValue value, string identifier, CancellationToken cancellationToken = default) =>
        SetTraitsAsync(new Dictionary<string, TraitValue?>(StringComparer.Ordinal) { [key] = value }, identifier, cancellationToken);

    public Task<IIdentityFlagSnapshot> RemoveTraitAsync(string key, string identifier, CancellationToken cancellationToken = default) =>
        SetTraitsAsync(new Dictionary<string, TraitValue?>(StringComparer.Ordinal) { [key] = null }, identifier, cancellationToken);

    public async Task<IIdentityFlagSnapshot> SetTraitsAsync(
        IReadOnlyDictionary<string, TraitValue?> traits, string identifier, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(traits);
        TraitRules.CheckIdentifier(identifier);
        var sent = new Dictionary<string, TraitValue?>(traits, StringComparer.Ordinal); // the caller may go on writing to its own
        Check(sent);
        _clock.EnsureStarted();
        var (view, areStored) = await _requests.WriteAsync(identifier, sent, cancellationToken).ConfigureAwait(false);
        return areStored ? view : throw ApiFaults.TraitsNotStored(ApiRequest.Identity(_settings.Current, default));
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

    private static TraitValue? Find(IReadOnlyDictionary<string, TraitValue> traits, string key) =>
        traits.TryGetValue(key, out var value) ? value : default(TraitValue?);

    private static async ValueTask<TraitValue?> FindAsync(ValueTask<IReadOnlyDictionary<string, TraitValue>> traits, string key) =>
        Find(await traits.ConfigureAwait(false), key);

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
        new(error.Failure, error.Message, error.StatusCode, error.RetryAfter, error);

    private VariantKey? ToVariant(FlagIdentity identity)
    {
        var persistence = identity.Persistence ?? Options.Persistence;
        if (identity.Traits is not { Count: > 0 } traits)
        {
            return persistence == Options.Persistence ? null : new VariantKey(TraitSet.Empty, persistence);
        }

        var set = TraitSet.Of(traits);
        foreach (var (key, value) in set)
        {
            TraitRules.CheckKey(key);
            TraitRules.CheckValue(value);
        }

        return new VariantKey(set, persistence);
    }

    private bool IsFresh(IdentityFlagSnapshot view) => view.IsFreshAt(_clock.Now) && !IsBehind(view);

    /// <summary>Tells whether the environment has changed since the user was asked for.</summary>
    private bool IsBehind(IdentityFlagSnapshot view) => view.Version < _environment.Current.Version && Options.RefreshAfterEnvironmentChange;

    private bool IsWithin(IdentityFlagSnapshot view, TimeSpan window) => _clock.Now < view.FreshUntil + window.Ticks;

    private ValueTask<IIdentityFlagSnapshot> GetAsync(IdentityKey key, IdentityFallback fallback, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(key.Identifier);
        _clock.EnsureStarted();
        var cached = _cache.Find(key);
        if (cached is null || cached.IsOutdated || !IsWithin(cached, Options.StaleWhileRevalidate))
        {
            return new ValueTask<IIdentityFlagSnapshot>(FetchAsync(key, cached, fallback, cancellationToken));
        }

        if (IsFresh(cached))
        {
            _counters.Count(IdentityResult.Hit);
        }
        else
        {
            _counters.Count(IdentityResult.Stale);
            RefreshInBackground(key);
        }

        return new ValueTask<IIdentityFlagSnapshot>(cached);
    }

    private async Task<IIdentityFlagSnapshot> FetchAsync(IdentityKey key, IdentityFlagSnapshot? cached, IdentityFallback fallback, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_requests.IsDisposed, typeof(IIdentityFlagProvider));
        if (RefusalOf(key) is { } refusal)
        {
            return InPlaceOf(cached, fallback, refusal);
        }

        var result = await _requests.ReadAsync(key, out var hasStarted).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (result.View is null)
        {
            return InPlaceOf(cached, fallback, result.Error!);
        }

        _counters.Count(hasStarted ? IdentityResult.Miss : IdentityResult.Joined);
        return result.View;
    }

    private FlagsmithApiException? RefusalOf(IdentityKey key) => _failures.Find(key) ?? _circuit.Refusal;

    private IdentityFlagSnapshot InPlaceOf(IdentityFlagSnapshot? cached, IdentityFallback fallback, FlagsmithApiException error)
    {
        if (cached is not null && IsWithin(cached, Options.StaleIfError))
        {
            _counters.Count(IdentityResult.Stale);
            return cached;
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
        if (RefusalOf(key) is null)
        {
            _requests.ReadInBackground(key);
        }
    }

    private void Maintain(TimeSpan now)
    {
        if (now - _maintainedAt < MaintenanceInterval || Interlocked.Exchange(ref _isMaintaining, 1) == 1)
        {
            return;
        }

        try
        {
            _maintainedAt = now;
            _failures.Sweep();
            _cache.Maintain(_baseline.Current);
        }
        finally
        {
            Volatile.Write(ref _isMaintaining, 0);
        }
    }
}
