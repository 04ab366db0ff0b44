using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>Sends the requests for users: one read in flight for each key, a bound on all, one order for each user; keeps the responses and remembers the failures.</summary>
internal sealed class IdentityRequests(
    FlagSnapshotStore environment,
    OptionsReloader settings,
    IdentityFetcher fetcher,
    IdentityCache cache,
    FailureMemory failures,
    TimeProvider time) : IDisposable
{
    private readonly UserTimelines _timelines = new(cache);
    private readonly IdentityResponseStore _store = new(environment, settings, cache);
    private readonly FetchLimiter _slots = new(settings.Current.Identities.MaxConcurrentFetches);
    private readonly CancellationTokenSource _disposed = new(); // cancelled, not disposed: requests that are just ending look at it

    /// <summary>Gets how many requests are in flight or wait.</summary>
    public int Count => _timelines.Count;

    public bool IsDisposed => _disposed.IsCancellationRequested;

    private IdentityOptions Options => settings.Current.Identities;

    /// <summary>Reads a user; concurrent reads of the same user share one request.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="hasStarted">Whether this call sent the request; false where it waits for one in flight.</param>
    /// <returns>A task that always ends, and never throws.</returns>
    public Task<FetchResult> ReadAsync(IdentityKey key, out bool hasStarted)
    {
        var request = _timelines.JoinOrEnter(key, IsWrite(key), out var timeline);
        hasStarted = timeline is not null;
        if (timeline is not null)
        {
            Start(() => RunAsync(timeline, request, isInBackground: false));
        }

        return request.Completion;
    }

    /// <summary>Reads a user in the background if there is a free slot. Does nothing while it would be in vain.</summary>
    public void ReadInBackground(IdentityKey key)
    {
        if (_timelines.IsBusy(key) || !_slots.TryEnterBackground())
        {
            return; // tried again at the next read
        }

        var request = _timelines.JoinOrEnter(key, IsWrite(key), out var timeline);
        if (timeline is null)
        {
            _slots.LeaveBackground();
            return;
        }

        Start(() => RunAsync(timeline, request, isInBackground: true));
    }

    /// <summary>Reads a user past the cache, whatever is in flight: what happened before the call is in the response.</summary>
    /// <exception cref="FlagsmithApiException">The request failed, or was not sent.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    /// <exception cref="ObjectDisposedException">The provider is disposed.</exception>
    public Task<CachedUser> RefreshAsync(string identifier, CancellationToken cancellationToken) =>
        ReadNowAsync(identifier, appliesEmpty: true, cancellationToken);

    /// <summary>
    /// Stores traits and reads the user in the same round trip, after the user's earlier writes. Where the response leaves open whether
    /// they are stored, a second request reads them.
    /// </summary>
    /// <returns>The snapshot, and whether the traits are stored, as far as the server shows that.</returns>
    /// <inheritdoc cref="RefreshAsync"/>
    public async Task<(CachedUser View, bool AreStored)> WriteAsync(
        string identifier, IReadOnlyDictionary<string, TraitValue?> traits, CancellationToken cancellationToken)
    {
        var request = new UserRequest(new IdentityKey(identifier, Variant: null), isWrite: true);
        var outcome = TraitOutcome.NotStored;
        var view = await SendNowAsync(request, SendAsync, appliesEmpty: false, cancellationToken).ConfigureAwait(false);
        if (outcome == TraitOutcome.Unclear)
        {
            view = await ReadNowAsync(identifier, appliesEmpty: false, cancellationToken).ConfigureAwait(false);
            outcome = TraitStorageCheck.OfLaterRead(view.Snapshot.TraitSet, traits);
        }

        return (view, outcome == TraitOutcome.Stored);

        async Task<CachedUser> SendAsync(Action sending, FetchLimit limit)
        {
            (var stored, outcome) = await fetcher.StoreAsync(identifier, traits, sending, limit).ConfigureAwait(false);
            return stored;
        }
    }

    public void Invalidate(string identifier) => _timelines.Invalidate(identifier);

    public void Dispose() => _disposed.Cancel();

    private static bool IsWrite(IdentityKey key) =>
        key.Variant is { Traits.Count: > 0 } variant && variant.Persistence == IdentityPersistence.IdentityAndTraits;

    // The request serves every caller: it must not carry the first one's context along, its user or its trace, say.
    private static void Start(Func<Task> run)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _ = Task.Run(run);
    }

    /// <summary>Runs a read to its end. Whatever happens, everybody who waits hears of it.</summary>
    private async Task RunAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        var hasTurn = false;
        var result = default(FetchResult);
        try
        {
            if (FindLanded(request.Key) is { } landed)
            {
                result = landed;
            }
            else if (!request.IsWrite || (hasTurn = await TakeWriteTurnAsync(timeline, isInBackground).ConfigureAwait(false)))
            {
                result = await FetchAsync(timeline, request, isInBackground).ConfigureAwait(false);
            }
            else
            {
                result = new FetchResult(cache.Find(request.Key), ApiErrors.NoSlot(ApiRequest.Identity(settings.Current, default)));
            }
        }
        catch (Exception cause) // a clock of the application, say
        {
            result = new FetchResult(null, ErrorOf(cause));
        }
        finally
        {
            timeline.End(request, result.View is null && IsOutcomeUnknown(result.Error));
            Leave(timeline, hasTurn);
            if (isInBackground)
            {
                _slots.LeaveBackground();
            }

            request.Complete(result);
        }
    }

    private async ValueTask<bool> TakeWriteTurnAsync(UserTimeline timeline, bool isInBackground)
    {
        if (isInBackground)
        {
            return timeline.TryTakeWriteTurn(); // it holds a slot already, and must not wait with it
        }

        await timeline.WaitForWriteTurnAsync(_disposed.Token).ConfigureAwait(false);
        return true;
    }

    private void Leave(UserTimeline timeline, bool hasTurn)
    {
        if (hasTurn)
        {
            timeline.EndWriteTurn();
        }

        _timelines.Leave(timeline);
    }

    private async Task<FetchResult> FetchAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        using var limit = NewLimit();
        if (isInBackground)
        {
            return await FetchAsync(timeline, request, limit).ConfigureAwait(false);
        }

        try
        {
            await _slots.EnterAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new FetchResult(null, ApiErrors.NoSlot(ApiRequest.Identity(settings.Current, default)));
        }

        try
        {
            return await FetchAsync(timeline, request, limit).ConfigureAwait(false);
        }
        finally
        {
            _slots.Leave();
        }
    }

    /// <summary>Returns the response to the request before, where that has arrived between a reader's look into the cache and the start of this one.</summary>
    private FetchResult? FindLanded(IdentityKey key) =>
        cache.Find(key) is { } landed && landed.IsFreshAt(cache.Now) && landed.SettledVersion >= environment.Current.Version ? new FetchResult(landed, null) : null;

    /// <summary>Fetches, keeps the response or remembers the failure.</summary>
    private async Task<FetchResult> FetchAsync(UserTimeline timeline, UserRequest request, FetchLimit limit)
    {
        try
        {
            var view = await fetcher.ReadAsync(request.Key, () => timeline.Send(request), limit).ConfigureAwait(false);
            failures.Forget(request.Key);
            return new FetchResult(await _store.KeepAsync(timeline, request, view, appliesEmpty: false).ConfigureAwait(false), null);
        }
        catch (Exception cause)
        {
            var error = ErrorOf(cause);
            if (error.Kind != FlagsmithErrorKind.CircuitOpen && !IsDisposed)
            {
                failures.Remember(request.Key, error, Options.FailureBackoff);
            }

            return new FetchResult(null, error);
        }
    }

    private Task<CachedUser> ReadNowAsync(string identifier, bool appliesEmpty, CancellationToken cancellationToken)
    {
        var request = new UserRequest(new IdentityKey(identifier, Variant: null), isWrite: false);
        return SendNowAsync(request, (sending, limit) => fetcher.ReadAsync(request.Key, sending, limit), appliesEmpty, cancellationToken);
    }

    private async Task<CachedUser> SendNowAsync(
        UserRequest request, Func<Action, FetchLimit, Task<CachedUser>> send, bool appliesEmpty, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(IsDisposed, typeof(IIdentityFlagProvider));
        var timeline = _timelines.Enter(request.Key.Identifier);
        var (hasTurn, isOutcomeUnknown) = (false, true);
        try
        {
            if (request.IsWrite)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
                await timeline.WaitForWriteTurnAsync(either.Token).ConfigureAwait(false);
                hasTurn = true;
            }

            var view = await SendInSlotAsync(timeline, request, send, cancellationToken).ConfigureAwait(false);
            isOutcomeUnknown = false;
            failures.Forget(request.Key);
            _ = await _store.KeepAsync(timeline, request, view, appliesEmpty).ConfigureAwait(false);
            return view;
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ObjectDisposedException.ThrowIf(IsDisposed, typeof(IIdentityFlagProvider));
            var error = cause is OperationCanceledException && !request.IsSent ? ApiErrors.NoSlot(ApiRequest.Identity(settings.Current, default)) : ErrorOf(cause);
            isOutcomeUnknown &= IsOutcomeUnknown(error);
            throw error;
        }
        finally
        {
            timeline.End(request, isOutcomeUnknown);
            Leave(timeline, hasTurn);
        }
    }

    private async Task<CachedUser> SendInSlotAsync(
        UserTimeline timeline, UserRequest request, Func<Action, FetchLimit, Task<CachedUser>> send, CancellationToken cancellationToken)
    {
        using var limit = NewLimit(cancellationToken);
        await _slots.EnterAsync(limit.Token).ConfigureAwait(false);
        try
        {
            return await send(() => timeline.Send(request), limit).ConfigureAwait(false);
        }
        finally
        {
            _slots.Leave();
        }
    }

    /// <summary>A time limit over a whole fetch, waiting for a slot included; ends at once when the provider is disposed or the caller leaves.</summary>
    private FetchLimit NewLimit(CancellationToken caller = default) => new(Options.FetchTimeout, time, _disposed.Token, caller);

    private FlagsmithApiException ErrorOf(Exception cause) => cause switch
    {
        FlagsmithApiException error => error,
        OperationCanceledException => ApiErrors.Timeout(ApiRequest.Identity(settings.Current, default)),
        _ => ApiErrors.Unexpected(cause),
    };

    // A request that was refused has stored nothing. After any other failure the server may have stored what it was sent.
    private static bool IsOutcomeUnknown(FlagsmithApiException? error) => error is not null && (int?)error.StatusCode is not (>= 400 and < 500);
}
