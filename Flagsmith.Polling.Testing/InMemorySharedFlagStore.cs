namespace Flagsmith.Polling.Testing;

/// <summary>A shared store in memory, for tests of several hosts in one process: with a clock that a test sets, and failures on purpose.</summary>
/// <remarks>Thread-safe. Notices are delivered before the operation that sends them has ended.</remarks>
public sealed class InMemorySharedFlagStore : ISharedFlagStore
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, InMemorySharedEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<InMemorySubscription> _subscriptions = [];
    private int _turns;
    private int _hanging;

    /// <summary>Creates an empty store.</summary>
    /// <param name="time">The clock of the store; the system's by default.</param>
    public InMemorySharedFlagStore(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Gets or sets what the operations throw; <see langword="null"/>, the default, for nothing.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets or sets what the operations that write throw: turns, writes and notices. As with a store that is read-only or full; <see langword="null"/>, the default, for nothing.</summary>
    public Exception? WriteFailure { get; set; }

    /// <summary>Gets or sets whether turns can be taken while <see cref="WriteFailure"/> is set: as where permission for some commands is missing.</summary>
    public bool GivesTurnsOnly { get; set; }

    /// <summary>Gets or sets whether operations never end, until their cancellation token is cancelled.</summary>
    public bool Hangs { get; set; }

    /// <summary>Gets how many operations hang now. One whose token has been cancelled does not, even if its caller has not been told yet.</summary>
    public int HangingOperations => Volatile.Read(ref _hanging);

    /// <summary>Gets or sets whether notices are lost.</summary>
    public bool DropsNotices { get; set; }

    /// <summary>Gets or sets by how much the store's clock is ahead of the one that it was created with.</summary>
    public TimeSpan ClockOffset { get; set; }

    /// <summary>Gets the environments for which something is stored.</summary>
    public IReadOnlyList<string> Environments
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Keys.Where(environment => EntryOf(environment) is not { Confirmation: null, Body: null })];
            }
        }
    }

    /// <summary>Gets how many subscriptions there are. A host subscribes a moment after its start.</summary>
    public int Subscribers
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Gets how many turns were taken.</summary>
    public int Turns => Volatile.Read(ref _turns);

    private DateTimeOffset Now => _time.GetUtcNow() + ClockOffset;

    /// <summary>Gets the stored confirmation of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The bytes; <see langword="null"/> where there are none.</returns>
    public byte[]? GetConfirmation(string environment)
    {
        lock (_gate)
        {
            return EntryOf(environment).Confirmation;
        }
    }

    /// <summary>Gets the stored body of an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <returns>The bytes; <see langword="null"/> where there are none.</returns>
    public byte[]? GetBody(string environment)
    {
        lock (_gate)
        {
            return EntryOf(environment).Body;
        }
    }

    /// <summary>Puts bytes in place of a stored confirmation, as somebody else who can write to the store would.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="confirmation">The bytes; <see langword="null"/> for none.</param>
    public void SetConfirmation(string environment, byte[]? confirmation)
    {
        lock (_gate)
        {
            EntryOf(environment).Confirmation = confirmation;
        }
    }

    /// <summary>Puts bytes in place of a stored body, as somebody else who can write to the store would.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="body">The bytes; <see langword="null"/> for none.</param>
    public void SetBody(string environment, byte[]? body)
    {
        lock (_gate)
        {
            EntryOf(environment).Body = body;
        }
    }

    /// <summary>Empties the store, turns included, as a restart without persistence does.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    /// <summary>Tells all subscribers that notices may have been lost, as after a lost connection.</summary>
    public void Reconnect()
    {
        foreach (var subscription in SubscriptionsOf(environment: null))
        {
            subscription.Listener.Reconnected();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        await FailAsync(isWrite: false, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return new SharedStoreReading(EntryOf(environment).Confirmation, Now);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken)
    {
        await FailAsync(isWrite: false, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return EntryOf(environment).Body;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken)
    {
        await FailAsync(isWrite: !GivesTurnsOnly, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var entry = EntryOf(environment);
            if (entry.Turn is not null)
            {
                return null;
            }

            (entry.Turn, entry.TurnTaken, entry.TurnLimit) = (Guid.NewGuid().ToString("N"), _time.GetTimestamp(), limit);
            Interlocked.Increment(ref _turns);
            return new SharedTurn(entry.Turn, Now);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ArgumentNullException.ThrowIfNull(write);
        await FailAsync(isWrite: true, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var entry = EntryOf(environment);
            if (entry.Turn != turn.Token)
            {
                return SharedWriteOutcome.TurnLost;
            }

            if (write is { NeedsBody: true, Body.IsEmpty: true } && entry.Body is null)
            {
                return SharedWriteOutcome.BodyMissing;
            }

            entry.Confirmation = write.Confirmation.ToArray();
            entry.Body = write.Body.IsEmpty ? entry.Body : write.Body.ToArray();
            (entry.Turn, entry.Written, entry.TimeToLive) = (null, _time.GetTimestamp(), write.TimeToLive);
        }

        if (!write.Notice.IsEmpty)
        {
            Deliver(environment, write.Notice);
        }

        return SharedWriteOutcome.Written;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(turn);
        await FailAsync(isWrite: true, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var entry = EntryOf(environment);
            entry.Turn = entry.Turn == turn.Token ? null : entry.Turn;
        }
    }

    /// <inheritdoc/>
    public async ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken)
    {
        await FailAsync(isWrite: true, cancellationToken).ConfigureAwait(false);
        Deliver(environment, notice);
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listener);
        await FailAsync(isWrite: false, cancellationToken).ConfigureAwait(false);
        var subscription = new InMemorySubscription(environment, listener, Unsubscribe);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    private Task FailAsync(bool isWrite, CancellationToken cancellationToken)
    {
        var failure = Failure ?? (isWrite ? WriteFailure : null);
        return failure is not null ? Task.FromException(failure)
            : Hangs ? HangAsync(cancellationToken)
            : Task.CompletedTask;
    }

    private async Task HangAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _hanging);
        using var cancelled = cancellationToken.UnsafeRegister(static store => Interlocked.Decrement(ref ((InMemorySharedFlagStore)store!)._hanging), this);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(false);
    }

    private void Deliver(string environment, ReadOnlyMemory<byte> notice)
    {
        if (DropsNotices)
        {
            return;
        }

        foreach (var subscription in SubscriptionsOf(environment))
        {
            subscription.Listener.Noticed(notice);
        }
    }

    private InMemorySubscription[] SubscriptionsOf(string? environment)
    {
        lock (_gate)
        {
            return [.. _subscriptions.Where(subscription => environment is null || subscription.Environment == environment)];
        }
    }

    private InMemorySharedEntry EntryOf(string environment)
    {
        if (!_entries.TryGetValue(environment, out var entry))
        {
            _entries[environment] = entry = new InMemorySharedEntry();
        }

        entry.DropWhatHasExpired(_time);
        return entry;
    }

    private void Unsubscribe(InMemorySubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }
}
