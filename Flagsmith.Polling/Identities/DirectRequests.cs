namespace Flagsmith.Polling.Identities;

/// <summary>Requests that belong to one caller: sent past the cache, whatever is in flight, and ended when the caller leaves.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DirectRequests(
    UserTimelines timelines, FetchLimiter limiter, IdentityFetcher fetcher, IdentityResponseStore store, IdentityErrors errors) : IDisposable
{
    /// <summary>Gets how many requests for users are in flight or wait, shared ones included.</summary>
    public int Flights => timelines.Count;

    /// <summary>Reads a user: what happened before the call is in the response.</summary>
    /// <exception cref="FlagsmithApiException">The request failed, or was not sent.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    /// <exception cref="ObjectDisposedException">The provider is disposed.</exception>
    public Task<CachedUser> RefreshAsync(string identifier, CancellationToken cancellationToken) =>
        ReadAsync(identifier, appliesEmpty: true, cancellationToken);

    /// <summary>
    /// Stores traits and reads the user in the same round trip, after the user's earlier writes. Where the response leaves open whether
    /// they are stored, a second request reads them.
    /// </summary>
    /// <exception cref="FlagsmithApiException">The request failed, or was not sent, or the server shows that it did not store the traits.</exception>
    /// <inheritdoc cref="RefreshAsync"/>
    public async Task<CachedUser> WriteAsync(string identifier, IReadOnlyDictionary<string, TraitValue?> traits, CancellationToken cancellationToken)
    {
        var request = new UserRequest(new IdentityKey(identifier, Variant: null), isWrite: true);
        var outcome = TraitOutcome.NotStored;
        var view = await SendAsync(request, StoreAsync, appliesEmpty: false, cancellationToken).ConfigureAwait(false);
        if (outcome == TraitOutcome.Unclear)
        {
            view = await ReadAsync(identifier, appliesEmpty: false, cancellationToken).ConfigureAwait(false);
            outcome = TraitStorageCheck.OfLaterRead(view.Snapshot.TraitSet, traits);
        }

        return outcome == TraitOutcome.Stored ? view : throw errors.TraitsNotStored();

        async Task<CachedUser> StoreAsync(Action sending, FetchLimit limit)
        {
            (var stored, outcome) = await fetcher.StoreAsync(identifier, traits, sending, limit).ConfigureAwait(false);
            return stored;
        }
    }

    /// <summary>Forgets a user, the responses to requests in flight included.</summary>
    public void Invalidate(string identifier)
    {
        if (!limiter.IsDisposed)
        {
            timelines.Invalidate(identifier);
        }
    }

    /// <summary>Ends all requests for users, shared ones included.</summary>
    public void Dispose() => limiter.Dispose();

    private Task<CachedUser> ReadAsync(string identifier, bool appliesEmpty, CancellationToken cancellationToken)
    {
        var request = new UserRequest(new IdentityKey(identifier, Variant: null), isWrite: false);
        return SendAsync(request, (sending, limit) => fetcher.ReadAsync(request.Key, sending, limit), appliesEmpty, cancellationToken);
    }

    private async Task<CachedUser> SendAsync(
        UserRequest request, Func<Action, FetchLimit, Task<CachedUser>> send, bool appliesEmpty, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(limiter.IsDisposed, typeof(IIdentityFlagProvider));
        var timeline = timelines.Enter(request.Key.Identifier);
        var isOutcomeUnknown = true;
        try
        {
            await WaitForTurnAsync(timeline, request, cancellationToken).ConfigureAwait(false);
            var view = await SendInSlotAsync(timeline, request, send, cancellationToken).ConfigureAwait(false);
            isOutcomeUnknown = false;
            _ = await store.KeepAsync(timeline, request, view, appliesEmpty).ConfigureAwait(false);
            return view;
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ObjectDisposedException.ThrowIf(limiter.IsDisposed, typeof(IIdentityFlagProvider));
            var error = errors.Of(cause);
            isOutcomeUnknown &= IdentityErrors.IsOutcomeUnknown(error);
            throw error;
        }
        finally
        {
            timeline.End(request, isOutcomeUnknown);
            timelines.Leave(timeline);
        }
    }

    private async Task WaitForTurnAsync(UserTimeline timeline, UserRequest request, CancellationToken cancellationToken)
    {
        if (request.IsWrite)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limiter.Disposed);
            await timeline.WaitForWriteTurnAsync(request, either.Token).ConfigureAwait(false);
        }
    }

    private async Task<CachedUser> SendInSlotAsync(
        UserTimeline timeline, UserRequest request, Func<Action, FetchLimit, Task<CachedUser>> send, CancellationToken cancellationToken)
    {
        using var limit = limiter.NewLimit(cancellationToken);
        if (!await limiter.TryEnterAsync(limit).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw errors.NoSlot();
        }

        try
        {
            return await send(() => timeline.Send(request), limit).ConfigureAwait(false);
        }
        finally
        {
            limiter.Leave();
        }
    }
}
