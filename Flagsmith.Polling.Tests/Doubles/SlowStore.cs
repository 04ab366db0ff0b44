namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A shared store that is slow to read.</summary>
internal sealed class SlowStore(ISharedFlagStore inner, TimeSpan delay, TimeProvider time) : ISharedFlagStore
{
    private int _reads;

    /// <summary>Gets how many reads have begun.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public async ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Task.Delay(delay, time, cancellationToken);
        return await inner.ReadAsync(environment, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken) => inner.ReadBodyAsync(environment, maxBytes, cancellationToken);

    public ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken) => inner.TryTakeTurnAsync(environment, limit, cancellationToken);

    public ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken) => inner.WriteAsync(environment, turn, write, cancellationToken);

    public ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken) => inner.ReleaseTurnAsync(environment, turn, cancellationToken);

    public ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken) => inner.NotifyAsync(environment, notice, cancellationToken);

    public ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken) => inner.SubscribeAsync(environment, listener, cancellationToken);
}
