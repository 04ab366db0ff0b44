using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>How one connection is made. Equal configurations without code of their own share it.</summary>
/// <param name="Configuration">The configuration as text.</param>
/// <param name="Configure">What else configures it.</param>
internal sealed record RedisSettings(string Configuration, Action<ConfigurationOptions>? Configure)
{
    /// <exception cref="ArgumentException">The configuration cannot be read. Its text, which may hold a password, is not shown.</exception>
    public static RedisSettings Parse(RedisSharedStoreOptions options)
    {
        var settings = new RedisSettings(options.Configuration, options.ConfigureConnection);
        try
        {
            ConfigurationOptions.Parse(settings.Configuration);
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or NullReferenceException)
        {
            throw new ArgumentException("The configuration of Redis cannot be read. Use, for example, \"redis.internal:6380,ssl=true,password=…\".", nameof(options));
        }

        return settings;
    }

    public ConfigurationOptions ToOptions()
    {
        var options = ConfigurationOptions.Parse(Configuration);
        options.AbortOnConnectFail = false; // it connects once Redis can be reached
        options.BacklogPolicy = BacklogPolicy.FailFast; // a host without Redis polls by itself: nothing waits for a connection
        if (!Configuration.Contains("configCheckSeconds", StringComparison.OrdinalIgnoreCase))
        {
            options.ConfigCheckSeconds = (int)TimeSpan.FromMinutes(15).TotalSeconds; // once a minute, it is more than all that a host reads
        }

        options.ClientName ??= "Flagsmith.Polling";
        Configure?.Invoke(options);
        return options;
    }
}
