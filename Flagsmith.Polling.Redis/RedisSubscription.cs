using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>A subscription to an environment's channel. The client subscribes again by itself after a lost connection; what was sent meanwhile is lost, which the listener hears.</summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _redis;
    private readonly ISharedStoreListener _listener;
    private ChannelMessageQueue? _messages;

    private RedisSubscription(IConnectionMultiplexer redis, ISharedStoreListener listener) => (_redis, _listener) = (redis, listener);

    public static async Task<RedisSubscription> StartAsync(IConnectionMultiplexer redis, RedisChannel channel, ISharedStoreListener listener)
    {
        var subscription = new RedisSubscription(redis, listener);
        subscription._messages = await redis.GetSubscriber().SubscribeAsync(channel).ConfigureAwait(false);
        subscription._messages.OnMessage(subscription.Received);
        redis.ConnectionRestored += subscription.Restored;
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        _redis.ConnectionRestored -= Restored;
        await _messages!.UnsubscribeAsync().ConfigureAwait(false);
    }

    private void Received(ChannelMessage message)
    {
        if (!message.Message.IsNullOrEmpty)
        {
            _listener.Noticed((ReadOnlyMemory<byte>)message.Message);
        }
    }

    private void Restored(object? sender, ConnectionFailedEventArgs restored) => _listener.Reconnected();
}
