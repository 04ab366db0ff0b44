namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>One host's way to a store: a test steps in before or after an operation.</summary>
internal sealed class InterposedStore(ISharedFlagStore store) : ISharedFlagStore
{
    public Func<CancellationToken, Task> BeforeRead { get; set; } = Nothing;

    public Func<CancellationToken, Task> BeforeBody { get; set; } = Nothing;

    public Func<CancellationToken, Task> BeforeTurn { get; set; } = Nothing;

    public Func<SharedTurn?, Task<SharedTurn?>> AfterTurn { get; set; } = Task.FromResult;

    public Func<CancellationToken, Task> BeforeWrite { get; set; } = Nothing;

    public Func<CancellationToken, Task> BeforeRelease { get; set; } = Nothing;

    public Func<IAsyncDisposable, Task<IAsyncDisposable>> AfterSubscription { get; set; } = Task.FromResult;

    public async ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        await BeforeRead(cancellationToken);
        return await store.ReadAsync(environment, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken)
    {
        await BeforeBody(cancellationToken);
        return await store.ReadBodyAsync(environment, maxBytes, cancellationToken);
    }

    public async ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken)
    {
        await BeforeTurn(cancellationToken);
        return await AfterTurn(await store.TryTakeTurnAsync(environment, limit, cancellationToken));
    }

    public async ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken)
    {
        await BeforeWrite(cancellationToken);
        return await store.WriteAsync(environment, turn, write, cancellationToken);
    }

    public async ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken)
    {
        await BeforeRelease(cancellationToken);
        await store.ReleaseTurnAsync(environment, turn, cancellationToken);
    }

    public ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken) =>
        store.NotifyAsync(environment, notice, cancellationToken);

    public async ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken) =>
        await AfterSubscription(await store.SubscribeAsync(environment, listener, cancellationToken));

    private static Task Nothing(CancellationToken cancellationToken) => Task.CompletedTask;
}
