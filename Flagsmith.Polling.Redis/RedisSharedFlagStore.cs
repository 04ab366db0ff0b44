using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>Keeps an environment's entries in Redis: two strings, a lock with a time limit, a channel. Needs no script.</summary>
/// <remarks>
/// Commands: <c>GETRANGE</c> and <c>TIME</c> for a look; <c>SET NX PX</c> for the turn; <c>WATCH</c>, <c>GET</c>, <c>EXISTS</c>, <c>MULTI</c>, <c>PSETEX</c>, <c>PEXPIRE</c>, <c>UNLINK</c>, <c>PUBLISH</c> and
/// <c>EXEC</c> for a write; <c>SUBSCRIBE</c> for notices. All of a write is done or nothing, and only while the turn is held.
/// </remarks>
internal sealed class RedisSharedFlagStore(RedisConnection connection, RedisNames names) : ISharedFlagStore
{
    /// <summary>Reads and writes go to the primary: what a replica holds may be older.</summary>
    private const CommandFlags Primary = CommandFlags.DemandMaster;

    private const int MaxConfirmationBytes = 1024;

    public async ValueTask<SharedStoreReading> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var key = names.Confirmation(environment);
        var confirmation = redis.GetDatabase().StringGetRangeAsync(key, 0, MaxConfirmationBytes, Primary); // a part, as somebody may have written a lot
        var now = RedisClock.ReadAsync(redis, key); // in the same packet
        await Task.WhenAll(confirmation, now).ConfigureAwait(false); // both may have failed
        return new SharedStoreReading(ToMemory(await confirmation.ConfigureAwait(false)), await now.ConfigureAwait(false));
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(string environment, int maxBytes, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        return ToMemory(await redis.GetDatabase().StringGetRangeAsync(names.Body(environment), 0, maxBytes, Primary).ConfigureAwait(false)); // one more than wanted: a longer body shows
    }

    public async ValueTask<SharedTurn?> TryTakeTurnAsync(string environment, TimeSpan limit, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var (key, token) = (names.Turn(environment), Guid.NewGuid().ToString("N"));
        if (!await redis.GetDatabase().StringSetAsync(key, token, limit, When.NotExists, Primary).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            return new SharedTurn(token, await RedisClock.ReadAsync(redis, key).ConfigureAwait(false));
        }
        catch (Exception)
        {
            await redis.GetDatabase().LockReleaseAsync(key, token, Primary).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<SharedWriteOutcome> WriteAsync(string environment, SharedTurn turn, SharedStoreWrite write, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        var transaction = redis.GetDatabase().CreateTransaction();
        var (body, turnKey) = (names.Body(environment), names.Turn(environment));
        var isHeld = transaction.AddCondition(Condition.StringEqual(turnKey, turn.Token));
        var hasBody = write is { NeedsBody: true, Body.IsEmpty: true } ? transaction.AddCondition(Condition.KeyExists(body)) : null;
        List<Task> commands =
        [
            write.Body.IsEmpty ? transaction.KeyExpireAsync(body, write.TimeToLive, flags: Primary) : transaction.StringSetAsync(body, write.Body, write.TimeToLive, flags: Primary),
            transaction.StringSetAsync(names.Confirmation(environment), write.Confirmation, write.TimeToLive, flags: Primary),
            transaction.KeyDeleteAsync(turnKey, Primary),
        ];
        if (!write.Notice.IsEmpty)
        {
            commands.Add(transaction.PublishAsync(names.Channel(environment), write.Notice));
        }

        if (await transaction.ExecuteAsync(Primary).ConfigureAwait(false))
        {
            await Task.WhenAll(commands).ConfigureAwait(false); // each may have failed alone
            return SharedWriteOutcome.Written;
        }

        return isHeld.WasSatisfied && hasBody is { WasSatisfied: false } ? SharedWriteOutcome.BodyMissing : SharedWriteOutcome.TurnLost;
    }

    public async ValueTask ReleaseTurnAsync(string environment, SharedTurn turn, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        await redis.GetDatabase().LockReleaseAsync(names.Turn(environment), turn.Token, Primary).ConfigureAwait(false);
    }

    public async ValueTask NotifyAsync(string environment, ReadOnlyMemory<byte> notice, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        await redis.GetSubscriber().PublishAsync(names.Channel(environment), notice).ConfigureAwait(false);
    }

    public async ValueTask<IAsyncDisposable> SubscribeAsync(string environment, ISharedStoreListener listener, CancellationToken cancellationToken)
    {
        var redis = await connection.GetAsync(cancellationToken).ConfigureAwait(false);
        return await RedisSubscription.StartAsync(redis, names.Channel(environment), listener).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> ToMemory(RedisValue value) => value.IsNullOrEmpty ? ReadOnlyMemory<byte>.Empty : (ReadOnlyMemory<byte>)value;
}
