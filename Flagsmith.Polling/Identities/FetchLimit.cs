namespace Flagsmith.Polling.Identities;

/// <summary>A token that is cancelled after a time, when the provider is disposed, or when the caller leaves.</summary>
internal sealed class FetchLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public FetchLimit(TimeSpan limit, TimeProvider time, CancellationToken disposed, CancellationToken caller = default)
    {
        _timer = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, disposed, caller);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Gets whether the time is over.</summary>
    public bool IsSpent => _timer.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
