using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flagsmith.Polling.Redis.Tests.Servers;

/// <summary>A <c>redis-server</c> of its own, which keeps nothing on disk.</summary>
internal sealed class RedisProcess : IRedisServer
{
    private readonly string[] _arguments;
    private Process _process;

    private RedisProcess(int port, string[] arguments)
    {
        (Port, _arguments) = (port, arguments);
        _process = Launch();
    }

    public int Port { get; }

    /// <returns>The server; null where there is no <c>redis-server</c> on this machine.</returns>
    public static async Task<RedisProcess?> TryStartAsync(params string[] arguments)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "redis-server"))))
        {
            return null;
        }

        var server = new RedisProcess(FreePort(), arguments);
        await server.UntilItRespondsAsync();
        return server;
    }

    /// <summary>Kills the server, and all that it holds with it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public async Task RestartAsync()
    {
        _process = Launch();
        await UntilItRespondsAsync();
    }

    /// <summary>Runs a command as an administrator does.</summary>
    /// <returns>The response's first bytes.</returns>
    public async Task<string> SendAsync(params string[] command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"*{command.Length}\r\n{string.Concat(command.Select(static part => $"${part.Length}\r\n{part}\r\n"))}"));
        var buffer = new byte[16 * 1024];
        var count = await stream.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch() => Process.Start(new ProcessStartInfo(
        "redis-server",
        ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(), .. _arguments])
    { RedirectStandardOutput = true })!;

    private async Task UntilItRespondsAsync()
    {
        while (true)
        {
            try
            {
                if ((await SendAsync("PING")).StartsWith('+') || (await SendAsync("PING")).StartsWith("-NOAUTH", StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Yield();
            }
        }
    }
}
