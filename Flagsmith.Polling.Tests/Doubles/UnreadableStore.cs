namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A shared store whose bodies cannot be read a number of times.</summary>
internal sealed class UnreadableStore(ISharedFlagStore inner) : ISharedFlagStore
{
    /// <summary>Gets or sets how many reads of bodies fail from now on.</summary>
    public int FailuresLeft { get; set; }

    public ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken) => inner.ReadAsync(environment, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken) =>
        FailuresLeft-- > 0 ? ValueTask.FromException<ReadOnlyMemory<byte>>(new IOException("gone")) : ReadAgainAsync(environment, maxBytes, cancellationToken);

    public ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken) => inner.TryTakeTurnAsync(environment, limit, cancellationToken);

    public ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken) => inner.WriteAsync(environment, turn, write, cancellationToken);

    public ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken) => inner.ReleaseTurnAsync(environment, turn, cancellationToken);

    public ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken) => inner.NotifyAsync(environment, notice, cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken) => inner.SubscribeAsync(environment, listener, cancellationToken);

    private ValueTask<ReadOnlyMemory<byte>> ReadAgainAsync(string environment, int maxBytes, CancellationToken cancellationToken)
    {
        FailuresLeft = 0;
        return inner.ReadBodyAsync(environment, maxBytes, cancellationToken);
    }
}
