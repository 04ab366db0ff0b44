using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>The connections of a container, one for each configuration.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RedisConnections : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<RedisSettings, RedisConnection> _connections = new();

    public RedisConnection Of(RedisSettings settings) => _connections.GetOrAdd(settings, static added => new RedisConnection(
        async () => await ConnectionMultiplexer.ConnectAsync(added.ToOptions()).ConfigureAwait(false), isOwned: true));

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
