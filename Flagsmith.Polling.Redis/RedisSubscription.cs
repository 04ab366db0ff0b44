using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>A subscription to an environment's channel. The client subscribes again by itself after a lost connection; what was sent meanwhile is lost, which the listener hears.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _redis;
    private readonly RedisChannel _channel;
    private readonly ISharedStoreListener _listener;
    private readonly Action<RedisChannel, RedisValue> _received;

    private RedisSubscription(IConnectionMultiplexer redis, RedisChannel channel, ISharedStoreListener listener) =>
        (_redis, _channel, _listener, _received) = (redis, channel, listener, Received);

    public static async Task<RedisSubscription> StartAsync(IConnectionMultiplexer redis, RedisChannel channel, ISharedStoreListener listener)
    {
        var subscription = new RedisSubscription(redis, channel, listener);
        try
        {
            await redis.GetSubscriber().SubscribeAsync(channel, subscription._received).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await subscription.ForgetAsync().ConfigureAwait(false);
            throw;
        }

        redis.ConnectionRestored += subscription.Restored;
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        _redis.ConnectionRestored -= Restored;
        await UnsubscribeAsync().ConfigureAwait(false);
    }

    /// <summary>The client keeps a subscription that has failed, and makes it once it can: then the next try would be one too many.</summary>
    private async Task ForgetAsync()
    {
        try
        {
            await UnsubscribeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // forgotten it is, whether the server hears of it or not
        }
    }

    private Task UnsubscribeAsync() => _redis.GetSubscriber().UnsubscribeAsync(_channel, _received);

    private void Received(RedisChannel channel, RedisValue message)
    {
        if (!message.IsNullOrEmpty)
        {
            _listener.Noticed((ReadOnlyMemory<byte>)message);
        }
    }

    private void Restored(object? sender, ConnectionFailedEventArgs restored) => _listener.Reconnected();
}
