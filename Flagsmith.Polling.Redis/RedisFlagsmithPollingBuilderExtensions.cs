using Flagsmith.Polling;
using Flagsmith.Polling.Redis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Shares an environment with the other hosts of a fleet through Redis.</summary>
/// <remarks>One host polls Flagsmith for all. Reads never depend on Redis: while it is unavailable, each host polls by itself. Environments with the same configuration share a connection.</remarks>
public static class RedisFlagsmithPollingBuilderExtensions
{
    /// <summary>Shares the environment through a Redis.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="configuration">Where Redis is, in the format of StackExchange.Redis: <c>redis.internal:6380,ssl=true,password=…</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="configuration"/> is empty or cannot be read.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseRedis(this IFlagsmithPollingBuilder builder, string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        return builder.UseRedis(options => options.Configuration = configuration);
    }

    /// <summary>Shares the environment through a Redis.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="configure">Configures the connection and the names of keys.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseRedis(this IFlagsmithPollingBuilder builder, Action<RedisSharedStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new RedisSharedStoreOptions();
        configure(options);
        var names = new RedisNames(options.KeyPrefix);
        var settings = RedisSettings.Parse(options);
        builder.Services.TryAddSingleton<RedisConnections>();
        return builder.UseSharedStore(services => new RedisSharedFlagStore(services.GetRequiredService<RedisConnections>().Of(settings), names));
    }

    /// <summary>Shares the environment through a connection that the application has. It is not disposed.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="keyPrefix">What the names of keys and of the channel begin with; <c>flagsmith</c> by default.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="keyPrefix"/> is invalid.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseRedis(this IFlagsmithPollingBuilder builder, IConnectionMultiplexer connection, string keyPrefix = "flagsmith")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.UseSharedStore(new RedisSharedFlagStore(new RedisConnection(() => Task.FromResult(connection), isOwned: false), new RedisNames(keyPrefix)));
    }

    /// <summary>Shares the environment through a connection of the container, which disposes it.</summary>
    /// <param name="builder">The registration that is extended.</param>
    /// <param name="connection">Finds the connection.</param>
    /// <param name="keyPrefix">What the names of keys and of the channel begin with; <c>flagsmith</c> by default.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="keyPrefix"/> is invalid.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IFlagsmithPollingBuilder UseRedis(this IFlagsmithPollingBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, string keyPrefix = "flagsmith")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        var names = new RedisNames(keyPrefix);
        return builder.UseSharedStore(services => new RedisSharedFlagStore(new RedisConnection(() => Task.FromResult(connection(services)), isOwned: false), names));
    }
}
