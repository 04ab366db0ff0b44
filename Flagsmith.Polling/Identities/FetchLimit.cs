namespace Flagsmith.Polling.Identities;

/// <summary>A token that is cancelled after a time, or when the provider is disposed.</summary>
internal sealed class FetchLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public FetchLimit(TimeSpan limit, TimeProvider time, CancellationToken disposed)
    {
        _timer = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, disposed);
    }

    public CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
