namespace Flagsmith.Polling.Redis.Tests.Servers;

/// <summary>A server that speaks Redis' protocol, on the loopback.</summary>
internal interface IRedisServer : IAsyncDisposable
{
    int Port { get; }
}
