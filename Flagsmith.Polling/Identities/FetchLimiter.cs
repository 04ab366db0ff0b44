using Flagsmith.Polling.Configuration;

namespace Flagsmith.Polling.Identities;

/// <summary>Bounds the requests for users: how many run at once, how long one takes, and that none goes on after the disposal.</summary>
/// <remarks>Reads that wait for their user come first: the background takes at most half of the slots and never waits for one.</remarks>
internal sealed class FetchLimiter : IDisposable
{
    private readonly OptionsReloader _settings;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _slots;
    private readonly int _maxInBackground;
    private readonly CancellationTokenSource _disposed = new(); // cancelled, not disposed: requests that are just ending look at it
    private int _inBackground;

    public FetchLimiter(OptionsReloader settings, TimeProvider time)
    {
        var most = settings.Current.Identities.MaxConcurrentFetches;
        _settings = settings;
        _time = time;
        _slots = new SemaphoreSlim(most, most);
        _maxInBackground = Math.Max(1, most / 2);
    }

    public bool IsDisposed => _disposed.IsCancellationRequested;

    /// <summary>Gets a token that is cancelled at the disposal.</summary>
    public CancellationToken Disposed => _disposed.Token;

    /// <summary>Starts the time limit of a whole fetch, waiting for a slot included; it ends at once when the provider is disposed or the caller leaves.</summary>
    public FetchLimit NewLimit(CancellationToken caller = default) =>
        new(_settings.Current.Identities.FetchTimeout, _time, _disposed.Token, caller);

    /// <summary>Waits for a slot within a limit.</summary>
    /// <returns>Whether there was one in time; leave it with <see cref="Leave"/>.</returns>
    public async ValueTask<bool> TryEnterAsync(FetchLimit limit)
    {
        try
        {
            await _slots.WaitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Leave() => _slots.Release();

    /// <returns>Whether there was a slot; leave it with <see cref="LeaveBackground"/>.</returns>
    public bool TryEnterBackground()
    {
        if (Volatile.Read(ref _inBackground) >= _maxInBackground)
        {
            return false;
        }

        if (Interlocked.Increment(ref _inBackground) <= _maxInBackground && _slots.Wait(0))
        {
            return true;
        }

        Interlocked.Decrement(ref _inBackground);
        return false;
    }

    public void LeaveBackground()
    {
        Interlocked.Decrement(ref _inBackground);
        _slots.Release();
    }

    /// <summary>Ends all requests.</summary>
    public void Dispose() => _disposed.Cancel();
}
