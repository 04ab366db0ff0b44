using Flagsmith.Polling.Redis.Tests.Servers;

namespace Flagsmith.Polling.Redis.Tests;

/// <summary>Starts the server that a test runs against; ignores the test, with the reason, where there is none.</summary>
internal static class RedisEngine
{
    public const string Redis = "redis-server";
    public const string Garnet = "Garnet";

    public static async Task<IRedisServer> StartAsync(string engine) => engine == Garnet ? GarnetServerInProcess.Start() : await StartRedisAsync();

    public static async Task<RedisProcess> StartRedisAsync(params string[] arguments)
    {
        if (await RedisProcess.TryStartAsync(arguments) is { } server)
        {
            return server;
        }

        Assert.Ignore("There is no redis-server on this machine. On Debian: apt-get install redis-server");
        throw new InvalidOperationException("Ignored.");
    }
}
