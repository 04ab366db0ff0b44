using System.Globalization;
using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>Reads the clock of the server that has a key: in a cluster each node has its own.</summary>
internal static class RedisClock
{
    public static async Task<DateTimeOffset> ReadAsync(IConnectionMultiplexer redis, RedisKey key)
    {
        var server = ServerOf(redis, key) ?? throw new InvalidOperationException("No primary is connected.");
        var parts = (RedisResult[]?)await server.ExecuteAsync("TIME").ConfigureAwait(false);
        return parts is [var seconds, var microseconds]
            ? DateTimeOffset.UnixEpoch.AddTicks((Read(seconds) * TimeSpan.TicksPerSecond) + (Read(microseconds) * TimeSpan.TicksPerMicrosecond))
            : throw new InvalidOperationException("TIME was not answered with two numbers.");
    }

    private static long Read(RedisResult part) => long.Parse((string)part!, CultureInfo.InvariantCulture);

    private static IServer? ServerOf(IConnectionMultiplexer redis, RedisKey key)
    {
        IServer? primary = null;
        foreach (var server in redis.GetServers())
        {
            if (!server.IsConnected || server.IsReplica)
            {
                continue;
            }

            primary ??= server;
            if (server.ServerType != ServerType.Cluster)
            {
                return server;
            }

            if (server.ClusterConfiguration?.GetBySlot(key) is { EndPoint: { } endPoint })
            {
                return redis.GetServer(endPoint);
            }
        }

        return primary;
    }
}
