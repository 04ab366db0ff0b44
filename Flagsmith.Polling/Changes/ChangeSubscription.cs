namespace Flagsmith.Polling.Changes;

/// <summary>A listener's subscription to the feed, until disposed.</summary>
internal sealed class ChangeSubscription : IDisposable
{
    private readonly CancellationTokenSource _disposed = new();

    public CancellationToken Token => _disposed.Token;

    // Cancelled, not disposed: the reader still looks at the token. There is no timer to free.
    public void Dispose() => _disposed.Cancel();
}
