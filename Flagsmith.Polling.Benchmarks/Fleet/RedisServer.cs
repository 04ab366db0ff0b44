using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>A <c>redis-server</c> of its own on the loopback, which keeps nothing on disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private Process _process;

    private RedisServer(int port)
    {
        Port = port;
        _process = Launch();
    }

    public int Port { get; }

    public static async Task<RedisServer> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var server = new RedisServer(port);
        await server.UntilItRespondsAsync();
        return server;
    }

    /// <summary>Kills the server with all its data, and starts another in its place.</summary>
    public async Task KillAndRestartAsync(TimeSpan pause)
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        await Task.Delay(pause);
        _process = Launch();
        await UntilItRespondsAsync();
    }

    /// <summary>Gives how many bytes came in and went out since the start.</summary>
    public async Task<long> TrafficAsync()
    {
        var lines = (await SendAsync("INFO", "stats")).Split("\r\n");
        return Read("total_net_input_bytes:") + Read("total_net_output_bytes:");

        long Read(string name) => long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
    }

    public async Task<string> SendAsync(params string[] command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"*{command.Length}\r\n{string.Concat(command.Select(static part => $"${part.Length}\r\n{part}\r\n"))}"));
        var buffer = new byte[64 * 1024];
        return Encoding.ASCII.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Process Launch() => Process.Start(new ProcessStartInfo(
        "redis-server",
        ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
    { RedirectStandardOutput = true })!;

    private async Task UntilItRespondsAsync()
    {
        while (true)
        {
            try
            {
                await SendAsync("PING");
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(5);
            }
        }
    }
}
