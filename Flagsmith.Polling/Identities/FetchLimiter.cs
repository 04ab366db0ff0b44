namespace Flagsmith.Polling.Identities;

/// <summary>Bounds how many fetches run at once. Reads that wait for their user come first: the background takes at most half of the places and never waits for one.</summary>
internal sealed class FetchLimiter(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most, most);
    private readonly int _maxInBackground = Math.Max(1, most / 2);
    private int _inBackground;

    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    public void Leave() => _places.Release();

    /// <returns>Whether there was a place; leave it with <see cref="LeaveBackground"/>.</returns>
    public bool TryEnterBackground()
    {
        if (Volatile.Read(ref _inBackground) >= _maxInBackground)
        {
            return false;
        }

        if (Interlocked.Increment(ref _inBackground) <= _maxInBackground && _places.Wait(0))
        {
            return true;
        }

        Interlocked.Decrement(ref _inBackground);
        return false;
    }

    public void LeaveBackground()
    {
        Interlocked.Decrement(ref _inBackground);
        _places.Release();
    }

    public void Dispose() => _places.Dispose();
}
