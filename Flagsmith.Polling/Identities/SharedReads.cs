namespace Flagsmith.Polling.Identities;

/// <summary>Reads that many callers share: one request in flight for each key, which goes on when a caller leaves.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SharedReads(
    UserTimelines timelines,
    FetchLimiter limiter,
    IdentityFetcher fetcher,
    IdentityCircuit circuit,
    IdentityResponseStore store,
    FailureMemory failures,
    IdentityErrors errors)
{
    public bool IsDisposed => limiter.IsDisposed;

    /// <summary>Gets why a user is not requested at the moment; null when that is allowed.</summary>
    public FlagsmithApiException? RejectionOf(IdentityKey key) => failures.Find(key) ?? circuit.Rejection;

    /// <summary>Reads a user; concurrent reads of the same user share one request.</summary>
    /// <param name="key">What to read.</param>
    /// <param name="hasStarted">Whether this call sent the request; false where it waits for one in flight.</param>
    /// <returns>A task that always ends, and never throws.</returns>
    public Task<FetchResult> ReadAsync(IdentityKey key, out bool hasStarted)
    {
        var request = timelines.JoinOrEnter(key, IsWrite(key), out var timeline);
        hasStarted = timeline is not null;
        if (timeline is not null)
        {
            Start(() => RunAsync(timeline, request, isInBackground: false));
        }

        return request.Completion;
    }

    /// <summary>Reads a user in the background if there is a free slot. Does nothing while it would be rejected or in vain: it is tried again at the next read.</summary>
    public void ReadInBackground(IdentityKey key)
    {
        if (RejectionOf(key) is null && !timelines.IsBusy(key) && limiter.TryEnterBackground())
        {
            RunInBackground(key);
        }
    }

    /// <summary>Reads a user in the background, in a slot that the caller has entered. Gives the slot back if another thread has begun the same read meanwhile.</summary>
    internal void RunInBackground(IdentityKey key)
    {
        var request = timelines.JoinOrEnter(key, IsWrite(key), out var timeline);
        if (timeline is null)
        {
            limiter.LeaveBackground();
            return;
        }

        Start(() => RunAsync(timeline, request, isInBackground: true));
    }

    private static bool IsWrite(IdentityKey key) =>
        key.Variant is { Traits.Count: > 0 } variant && variant.Persistence == IdentityPersistence.IdentityAndTraits;

    // The request serves every caller: it must not carry the first one's context along, its user or its trace, say.
    private static void Start(Func<Task> run)
    {
        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(run);
    }

    /// <summary>Runs a read to its end. Whatever happens, everybody who waits hears of it.</summary>
    private async Task RunAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        var result = default(FetchResult);
        try
        {
            result = store.FindLanded(request.Key) is { } landed
                ? new FetchResult(landed, null)
                : await FetchInTurnAsync(timeline, request, isInBackground).ConfigureAwait(false);
        }
        catch (Exception cause) // a clock of the application, say
        {
            result = new FetchResult(null, errors.Of(cause));
        }
        finally
        {
            timeline.End(request, result.View is null && IdentityErrors.IsOutcomeUnknown(result.Error));
            if (isInBackground)
            {
                limiter.LeaveBackground();
            }

            timelines.Leave(timeline); // after the slot: where no request is in flight, all slots are free
            request.Complete(result);
        }
    }

    private async Task<FetchResult> FetchInTurnAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        if (request.IsWrite && !await TakeWriteTurnAsync(timeline, request, isInBackground).ConfigureAwait(false))
        {
            return new FetchResult(store.Find(request.Key), errors.NoSlot());
        }

        return await FetchInSlotAsync(timeline, request, isInBackground).ConfigureAwait(false);
    }

    private async ValueTask<bool> TakeWriteTurnAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        if (isInBackground)
        {
            return timeline.TryTakeWriteTurn(request); // it holds a slot already, and must not wait with it
        }

        await timeline.WaitForWriteTurnAsync(request, limiter.Disposed).ConfigureAwait(false);
        return true;
    }

    private async Task<FetchResult> FetchInSlotAsync(UserTimeline timeline, UserRequest request, bool isInBackground)
    {
        using var limit = limiter.NewLimit();
        if (isInBackground)
        {
            return await FetchAsync(timeline, request, limit).ConfigureAwait(false);
        }

        if (!await limiter.TryEnterAsync(limit).ConfigureAwait(false))
        {
            return new FetchResult(null, errors.NoSlot());
        }

        try
        {
            return await FetchAsync(timeline, request, limit).ConfigureAwait(false);
        }
        finally
        {
            limiter.Leave();
        }
    }

    /// <summary>Fetches, keeps the response or remembers the failure.</summary>
    private async Task<FetchResult> FetchAsync(UserTimeline timeline, UserRequest request, FetchLimit limit)
    {
        try
        {
            var view = await fetcher.ReadAsync(request.Key, () => timeline.Send(request), limit).ConfigureAwait(false);
            return new FetchResult(await store.KeepAsync(timeline, request, view, appliesEmpty: false).ConfigureAwait(false), null);
        }
        catch (Exception cause)
        {
            var error = errors.Of(cause);
            if (error.Kind != FlagsmithErrorKind.CircuitOpen && !IsDisposed)
            {
                failures.Remember(request.Key, error);
            }

            return new FetchResult(null, error);
        }
    }
}
