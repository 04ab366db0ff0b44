namespace Flagsmith.Polling.Testing;

/// <summary>One host's subscription to an <see cref="InMemorySharedFlagStore"/>, until it is disposed.</summary>
internal sealed class InMemorySubscription(string environment, ISharedStoreListener listener, Action<InMemorySubscription> unsubscribe) : IAsyncDisposable
{
    public string Environment => environment;

    public ISharedStoreListener Listener => listener;

    public ValueTask DisposeAsync()
    {
        unsubscribe(this);
        return ValueTask.CompletedTask;
    }
}
