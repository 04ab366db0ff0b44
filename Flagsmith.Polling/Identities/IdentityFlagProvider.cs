using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Settings;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Identities;

/// <summary>One environment's users: from the cache, or by the one fetch in flight.</summary>
internal sealed class IdentityFlagProvider : IIdentityFlagProvider, IDisposable
{
    internal static readonly TimeSpan MaintenanceInterval = TimeSpan.FromSeconds(30);

    private readonly FlagSnapshotStore _environment;
    private readonly LiveSettings _settings;
    private readonly IdentityBaseline _baseline;
    private readonly IdentityCircuit _circuit;
    private readonly IdentityFetcher _fetcher;
    private readonly IdentityCounters _counters;
    private readonly IdentityFlights _flights = new();
    private readonly FailureMemory _failures;
    private readonly FetchPlaces _places;
    private readonly CoarseClock _clock;
    private readonly IdentityCache _cache;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposed = new();
    private TimeSpan _maintainedAt;
    private int _isMaintaining;

    public IdentityFlagProvider(
        FlagSnapshotStore environment,
        LiveSettings settings,
        IdentityBaseline baseline,
        IdentityCircuit circuit,
        IdentityFetcher fetcher,
        ProviderTelemetry telemetry,
        MonotonicTimeProvider monotonic,
        TimeProvider time)
    {
        _environment = environment;
        _settings = settings;
        _baseline = baseline;
        _circuit = circuit;
        _fetcher = fetcher;
        _counters = telemetry.Identities;
        _time = time;
        _failures = new FailureMemory(monotonic);
        _places = new FetchPlaces(Options.MaxConcurrentFetches);
        _clock = new CoarseClock(monotonic, Maintain);
        _cache = new IdentityCache(Options.MaxEntries, _clock, MaintenanceInterval);
        telemetry.Observe(() => new IdentityFigures(_disposed.IsCancellationRequested ? 0 : _cache.Count, _counters.Read()));
    }

    /// <summary>Gets how many users are cached.</summary>
    internal int Count => _cache.Count;

    /// <summary>Gets how many fetches are in flight or wait for their place.</summary>
    internal int Flights => _flights.Count;

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
        return await AskNowAsync(
            identifier, replaceAll: false, limit => _fetcher.ReadAsync(new IdentityKey(identifier, Variant: null), limit), cancellationToken).ConfigureAwait(false);
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
        var areStored = true;
        var view = await AskNowAsync(
            identifier,
            replaceAll: true,
            async limit =>
            {
                (var stored, areStored) = await _fetcher.StoreAsync(identifier, sent, limit).ConfigureAwait(false);
                return stored;
            },
            cancellationToken).ConfigureAwait(false);
        return areStored ? view : throw ApiFaults.TraitsNotStored(ApiRequest.Identity(_settings.Current, default));
    }

    public void Invalidate(string identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        _flights.Orphan(identifier);
        _cache.Remove(identifier);
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _clock.Dispose();
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

    private bool IsFresh(IdentityFlagSnapshot view) => _clock.Now < view.FreshUntil && !IsOutdated(view);

    /// <summary>Tells whether the environment has changed since the user was asked for.</summary>
    private bool IsOutdated(IdentityFlagSnapshot view) => view.Version < _environment.Current.Version && Options.RefreshAfterEnvironmentChange;

    private bool IsWithin(IdentityFlagSnapshot view, TimeSpan window) => _clock.Now < view.FreshUntil + window.Ticks;

    private ValueTask<IIdentityFlagSnapshot> GetAsync(IdentityKey key, IdentityFallback fallback, CancellationToken cancellationToken)
    {
        TraitRules.CheckIdentifier(key.Identifier);
        _clock.EnsureStarted();
        var cached = _cache.Find(key);
        if (cached is null || !IsWithin(cached, Options.StaleWhileRevalidate))
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
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(IIdentityFlagProvider));
        if (RefusalOf(key) is { } refusal)
        {
            return InPlaceOf(cached, fallback, refusal);
        }

        var flight = _flights.JoinOrStart(key, FlyInForegroundAsync, out var started);
        var result = await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (result.View is null)
        {
            return InPlaceOf(cached, fallback, result.Error!);
        }

        _counters.Count(started ? IdentityResult.Miss : IdentityResult.Joined);
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
        if (_flights.IsInFlight(key) || RefusalOf(key) is not null || !_places.TryEnterBackground())
        {
            return; // tried again at the next read
        }

        _ = _flights.JoinOrStart(key, FlyInBackgroundAsync, out var started);
        if (!started)
        {
            _places.LeaveBackground();
        }
    }

    private async Task<FetchResult> FlyInBackgroundAsync(IdentityKey key, IdentityFlight flight)
    {
        try
        {
            if (FindLanded(key) is { } landed)
            {
                return landed;
            }

            using var limit = NewLimit();
            return await ReadAsync(key, flight, limit).ConfigureAwait(false);
        }
        finally
        {
            _places.LeaveBackground();
        }
    }

    private async Task<FetchResult> FlyInForegroundAsync(IdentityKey key, IdentityFlight flight)
    {
        if (FindLanded(key) is { } landed)
        {
            return landed;
        }

        using var limit = NewLimit();
        try
        {
            await _places.EnterAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new FetchResult(null, ApiFaults.NoPlace(ApiRequest.Identity(_settings.Current, default)));
        }

        try
        {
            return await ReadAsync(key, flight, limit).ConfigureAwait(false);
        }
        finally
        {
            _places.Leave();
        }
    }

    /// <summary>Gives the answer of the flight before, where that has landed between a reader's look into the cache and the start of this flight.</summary>
    private FetchResult? FindLanded(IdentityKey key) => _cache.Find(key) is { } landed && IsFresh(landed) ? new FetchResult(landed, null) : null;

    /// <summary>Fetches, keeps the answer or remembers the failure. Throws nothing.</summary>
    private async Task<FetchResult> ReadAsync(IdentityKey key, IdentityFlight flight, FetchLimit limit)
    {
        try
        {
            var view = await _fetcher.ReadAsync(key, limit).ConfigureAwait(false);
            _failures.Forget(key);
            await KeepAsync(key, view, replaceAll: key.Variant is { Persistence: IdentityPersistence.IdentityAndTraits, Traits.Count: > 0 }).ConfigureAwait(false);
            if (flight.IsOrphaned)
            {
                _cache.Remove(key, view);
            }

            return new FetchResult(view, null);
        }
        catch (Exception cause) // everybody who waits must hear of it
        {
            var error = cause as FlagsmithApiException
                ?? (cause is OperationCanceledException ? ApiFaults.Timeout(ApiRequest.Identity(_settings.Current, default)) : ApiFaults.Unexpected(cause));
            if (error.Failure != FlagsmithFailure.CircuitOpen)
            {
                _failures.Remember(key, error, Options.FailureBackoff);
            }

            return new FetchResult(null, error);
        }
    }

    /// <summary>Asks past the cache, whatever is in flight: what happened before the call is in the answer.</summary>
    private async Task<IIdentityFlagSnapshot> AskNowAsync(
        string identifier, bool replaceAll, Func<FetchLimit, Task<IdentityFlagSnapshot>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(IIdentityFlagProvider));
        _clock.EnsureStarted();
        using var limit = NewLimit(cancellationToken);
        var isAsking = false;
        try
        {
            await _places.EnterAsync(limit.Token).ConfigureAwait(false);
            try
            {
                isAsking = true;
                var view = await ask(limit).ConfigureAwait(false);
                var key = new IdentityKey(identifier, Variant: null);
                _flights.Orphan(identifier); // their answers may be older
                _failures.Forget(key);
                await KeepAsync(key, view, replaceAll).ConfigureAwait(false);
                return view;
            }
            finally
            {
                _places.Leave();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, typeof(IIdentityFlagProvider));
            var request = ApiRequest.Identity(_settings.Current, default);
            throw isAsking ? ApiFaults.Timeout(request) : ApiFaults.NoPlace(request);
        }
    }

    private Task KeepAsync(IdentityKey key, IdentityFlagSnapshot view, bool replaceAll)
    {
        var options = Options;
        var longest = options.StaleIfError > options.StaleWhileRevalidate ? options.StaleIfError : options.StaleWhileRevalidate;
        var keepFor = TimeSpan.FromTicks(Math.Max(1, view.FreshUntil - _clock.Now)) + longest;
        return _cache.StoreAsync(key, view, options.MaxVariantsPerUser, keepFor, replaceAll);
    }

    /// <summary>A time limit over a whole fetch, waiting for a place included; ends at once when the provider is disposed or the caller leaves.</summary>
    private FetchLimit NewLimit(CancellationToken caller = default) => new(Options.FetchTimeout, _time, _disposed.Token, caller);

    private void Maintain(TimeSpan now)
    {
        if (now - _maintainedAt < MaintenanceInterval || Interlocked.Exchange(ref _isMaintaining, 1) == 1)
        {
            return;
        }

        _maintainedAt = now;
        _failures.Sweep();
        _cache.Maintain(_baseline.Current);
        Volatile.Write(ref _isMaintaining, 0);
    }
}
