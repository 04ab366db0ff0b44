using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;

namespace Flagsmith.Polling.Redis.Tests.Servers;

/// <summary>Garnet within this process: another engine that speaks the protocol.</summary>
internal sealed class GarnetServerInProcess : IRedisServer
{
    private readonly GarnetServer _server;

    private GarnetServerInProcess(int port)
    {
        Port = port;
        _server = new GarnetServer(["--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--memory", "64m", "--index", "1m"]);
        _server.Start();
    }

    public int Port { get; }

    public static GarnetServerInProcess Start()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new GarnetServerInProcess(port);
    }

    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return ValueTask.CompletedTask;
    }
}
