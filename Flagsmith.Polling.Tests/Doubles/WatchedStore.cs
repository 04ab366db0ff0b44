namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>One host's way to the store: knows what hangs there.</summary>
internal sealed class WatchedStore(ISharedFlagStore inner, Action changed) : ISharedFlagStore
{
    private readonly Unended _ofPolls = new(changed);
    private readonly Unended _others = new(changed);
    private volatile Subscribing? _subscribing;

    public int Hanging => HangingInPolls + _others.Count;

    /// <summary>Gets how many operations hang for which a poll waits.</summary>
    public int HangingInPolls => _ofPolls.Count;

    /// <summary>Gets whether the host has subscribed, or still waits for that: else it pauses before it tries again.</summary>
    public bool IsSubscribed => _subscribing is { Task: { IsFaulted: false, IsCanceled: false }, Token.IsCancellationRequested: false };

    public ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken) =>
        new(_ofPolls.Note(inner.ReadAsync(environment, cancellationToken).AsTask(), cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken) =>
        new(_ofPolls.Note(inner.ReadBodyAsync(environment, maxBytes, cancellationToken).AsTask(), cancellationToken));

    public ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken) =>
        new(_ofPolls.Note(inner.TryTakeTurnAsync(environment, limit, cancellationToken).AsTask(), cancellationToken));

    public ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken) =>
        new(_ofPolls.Note(inner.WriteAsync(environment, turn, write, cancellationToken).AsTask(), cancellationToken));

    public ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken) =>
        new(_ofPolls.Note(inner.ReleaseTurnAsync(environment, turn, cancellationToken).AsTask(), cancellationToken));

    public ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken) =>
        new(_others.Note(inner.NotifyAsync(environment, notice, cancellationToken).AsTask(), cancellationToken));

    public ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken)
    {
        var task = inner.SubscribeAsync(environment, listener, cancellationToken).AsTask();
        _subscribing = new Subscribing(task, cancellationToken);
        return new(_others.Note(task, cancellationToken));
    }

    private sealed record Subscribing(Task Task, CancellationToken Token);
}
