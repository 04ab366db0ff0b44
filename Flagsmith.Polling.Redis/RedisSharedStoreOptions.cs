using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>The settings of the Redis that a fleet shares.</summary>
/// <remarks>Not thread-safe while it is set up.</remarks>
public sealed class RedisSharedStoreOptions
{
    /// <summary>Gets or sets where Redis is, in the format of StackExchange.Redis: <c>redis.internal:6380,ssl=true,user=flags,password=…</c>. Never shown in logs or errors.</summary>
    /// <value>The default value is <c>localhost:6379</c>.</value>
    public string Configuration { get; set; } = "localhost:6379";

    /// <summary>Gets or sets what else configures the connection: certificates, proxies, sentinels. Called once for each connection.</summary>
    /// <value>The default value is <see langword="null"/>.</value>
    public Action<ConfigurationOptions>? ConfigureConnection { get; set; }

    /// <summary>Gets or sets what the names of keys and of the channel begin with. An ACL user needs <c>~PREFIX:*</c> and <c>&amp;PREFIX:*</c>.</summary>
    /// <value>The default value is <c>flagsmith</c>. At most 64 letters, digits, <c>-</c>, <c>_</c>, <c>.</c> and <c>:</c>.</value>
    public string KeyPrefix { get; set; } = "flagsmith";
}
