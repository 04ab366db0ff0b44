namespace Flagsmith.Polling.Sharing;

/// <summary>Uses the shared store of one environment: within limits, and without throwing what it throws.</summary>
/// <remarks>Thread-safe. The only exception is that of a cancelled token.</remarks>
internal sealed class SharedStoreAccess(ISharedFlagStore store, string environment, SharedStoreHealth health, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LimitOfBodies = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the time between two polls, which says for how long a store that fails is left alone.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets whether the last use of the store was a success.</summary>
    public bool IsAvailable => health.IsAvailable;

    /// <summary>The store responds, and yet the fleet does not get on.</summary>
    public void NoteStuck() => health.Failed(new TimeoutException(), Interval);

    public ValueTask<StoreReply<SharedStoreReading>> ReadAsync(StorePatience patience, CancellationToken cancellationToken) =>
        TryAsync(token => store.ReadAsync(environment, token), patience.Within(Limit), cancellationToken);

    /// <summary>Reads as <see cref="ReadAsync"/> does, for what nobody waits for.</summary>
    public ValueTask<StoreReply<SharedStoreReading>> ReadPatientlyAsync(CancellationToken cancellationToken) =>
        TryAsync(token => store.ReadAsync(environment, token), LimitOfBodies, cancellationToken);

    public ValueTask<StoreReply<ReadOnlyMemory<byte>>> ReadBodyAsync(int maxBytes, StorePatience patience, CancellationToken cancellationToken) =>
        TryAsync(token => store.ReadBodyAsync(environment, maxBytes, token), patience.Within(LimitOfBodies), cancellationToken);

    public ValueTask<StoreReply<SharedTurn?>> TryTakeTurnAsync(TimeSpan length, StorePatience patience, CancellationToken cancellationToken) =>
        TryAsync(token => store.TryTakeTurnAsync(environment, length, token), patience.Within(Limit), cancellationToken, late: turn => turn is null ? ValueTask.CompletedTask : store.ReleaseTurnAsync(environment, turn, CancellationToken.None));

    public ValueTask<StoreReply<SharedWriteOutcome>> WriteAsync(SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken) =>
        TryAsync(token => store.WriteAsync(environment, turn, write, token), write.Body.IsEmpty ? Limit : LimitOfBodies, cancellationToken);

    /// <summary>Gives a turn back: tried even where the store has just failed, as all others wait for it.</summary>
    public async ValueTask ReleaseTurnAsync(SharedTurn turn) =>
        await TryAsync(token => ReturnTrueAsync(store.ReleaseTurnAsync(environment, turn, token)), Limit, CancellationToken.None, isLast: true).ConfigureAwait(false);

    public async ValueTask NotifyAsync(ReadOnlyMemory<byte> notice) =>
        await TryAsync(token => ReturnTrueAsync(store.NotifyAsync(environment, notice, token)), Limit, CancellationToken.None, isNotice: true).ConfigureAwait(false);

    public ValueTask<StoreReply<IAsyncDisposable>> SubscribeAsync(ISharedStoreListener listener, CancellationToken cancellationToken) =>
        TryAsync(token => store.SubscribeAsync(environment, listener, token), LimitOfBodies, cancellationToken, late: static subscription => subscription?.DisposeAsync() ?? ValueTask.CompletedTask, isNotice: true);

    private static async ValueTask<bool> ReturnTrueAsync(ValueTask operation)
    {
        await operation.ConfigureAwait(false);
        return true;
    }

    private async ValueTask<StoreReply<T>> TryAsync<T>(Func<CancellationToken, ValueTask<T>> operation, TimeSpan limit, CancellationToken cancellationToken, Func<T, ValueTask>? late = null, bool isLast = false, bool isNotice = false)
    {
        if (limit == TimeSpan.Zero || (!isLast && !health.MayTry))
        {
            return default;
        }

        using var spent = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(spent.Token, cancellationToken);
        Task<T>? running = null;
        try
        {
            running = operation(either.Token).AsTask();
            return new StoreReply<T>(IsReached: true, await running.WaitAsync(either.Token).ConfigureAwait(false));
        }
        catch (Exception cause)
        {
            _ = EndAsync(running, late);
            cancellationToken.ThrowIfCancellationRequested();
            if (isNotice)
            {
                return default; // without notices a store is as good, and only slower: whether it works, looks find out
            }

            health.Failed(cause is OperationCanceledException ? new TimeoutException() : cause, Interval);
            return default;
        }
    }

    /// <summary>Waits for an operation that went on after its time: nobody else looks at its exception, and what it took is to be given back.</summary>
    private static async Task EndAsync<T>(Task<T>? running, Func<T, ValueTask>? late)
    {
        try
        {
            if (running is not null && await running.ConfigureAwait(false) is var result && late is not null)
            {
                await late(result).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // the store has failed, which is known already
        }
    }
}
