using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>A connection that is made when it is first used, and again where that failed.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RedisConnection(Func<Task<IConnectionMultiplexer>> connect, bool isOwned) : IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _connecting;
    private bool _isDisposed;

    /// <summary>Returns the connection.</summary>
    /// <param name="cancellationToken">Ends the wait; connecting goes on.</param>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public async ValueTask<IConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        Task<IConnectionMultiplexer> connecting;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Run(connect, CancellationToken.None); // parsing and resolving may block
                _ = EndAsync(_connecting);
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (Leave() is { } connection)
        {
            connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Leave() is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits until connecting has ended, which may be after all others have ceased to wait: then nobody else looks at its exception, or disposes the connection.</summary>
    private async Task EndAsync(Task<IConnectionMultiplexer> connecting)
    {
        try
        {
            var made = await connecting.ConfigureAwait(false);
            bool isLate;
            lock (_gate)
            {
                isLate = _isDisposed && isOwned;
            }

            if (isLate)
            {
                await made.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // the next use tries again
        }
    }

    private IConnectionMultiplexer? Leave()
    {
        lock (_gate)
        {
            _isDisposed = true;
            return isOwned && _connecting is { IsCompletedSuccessfully: true } made ? made.Result : null;
        }
    }
}
