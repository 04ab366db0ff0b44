using StackExchange.Redis;

namespace Flagsmith.Polling.Redis;

/// <summary>The names of an environment's keys and of its channel. The braces keep them on one node of a cluster.</summary>
internal sealed class RedisNames
{
    private readonly string _prefix;

    /// <exception cref="ArgumentException">The prefix is empty, too long, or has other characters.</exception>
    public RedisNames(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length is 0 or > 64 || !prefix.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':'))
        {
            throw new ArgumentException("KeyPrefix must have 1 to 64 letters, digits, '-', '_', '.' and ':'. Use, for example, \"flagsmith\".", nameof(prefix));
        }

        _prefix = prefix;
    }

    public RedisKey Confirmation(string environment) => $"{_prefix}:{{{environment}}}:confirmed";

    public RedisKey Body(string environment) => $"{_prefix}:{{{environment}}}:flags";

    public RedisKey Turn(string environment) => $"{_prefix}:{{{environment}}}:turn";

    public RedisChannel Channel(string environment) => RedisChannel.Literal($"{_prefix}:{{{environment}}}");
}
