using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>A connection that is made when it is first used, and again where that failed.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RedisConnection(Func<Task<IConnectionMultiplexer>> connect, bool isOwned) : IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _connecting;

    /// <summary>Returns the connection.</summary>
    /// <param name="cancellationToken">Ends the wait; connecting goes on.</param>
    public async ValueTask<IConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        Task<IConnectionMultiplexer> connecting;
        lock (_gate)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Run(connect, CancellationToken.None); // parsing and resolving may block
            }

            connecting = _connecting;
        }

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (Made() is { } connection)
        {
            connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Made() is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IConnectionMultiplexer? Made()
    {
        lock (_gate)
        {
            return isOwned && _connecting is { IsCompletedSuccessfully: true } made ? made.Result : null;
        }
    }
}
