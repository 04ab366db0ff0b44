namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>A store all of whose notices are lost.</summary>
internal sealed class QuietStore(ISharedFlagStore inner) : ISharedFlagStore
{
    public ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken) => inner.ReadAsync(environment, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken) => inner.ReadBodyAsync(environment, maxBytes, cancellationToken);

    public ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken) => inner.TryTakeTurnAsync(environment, limit, cancellationToken);

    public ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken) => inner.WriteAsync(environment, turn, write, cancellationToken);

    public ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken) => inner.ReleaseTurnAsync(environment, turn, cancellationToken);

    public ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken) => ValueTask.FromResult<IAsyncDisposable>(new Nothing());

    private sealed class Nothing : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
