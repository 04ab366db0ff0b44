using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fleet;

/// <summary>A Redis of its own on this machine: <c>redis-server</c>, otherwise Garnet, which is a .NET tool.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly string _program;
    private readonly string[] _arguments;
    private Process _process;

    private RedisProcess(string program, int port, string[] arguments)
    {
        (_program, Port, _arguments) = (program, port, arguments);
        _process = Launch();
    }

    public int Port { get; }

    public string Name => Path.GetFileNameWithoutExtension(_program);

    public static async Task<RedisProcess> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var number = port.ToString(CultureInfo.InvariantCulture);
        var server = OnPath("redis-server") is { } redis
            ? new RedisProcess(redis, port, ["--port", number, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            : new RedisProcess(OnPath("garnet-server") ?? InstallGarnet(), port, ["--port", number, "--bind", "127.0.0.1"]);
        await server.UntilItListensAsync();
        return server;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public async Task RestartAsync()
    {
        _process = Launch();
        await UntilItListensAsync();
    }

    public void Dispose() => Kill();

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).FirstOrDefault(File.Exists);

    private static string InstallGarnet()
    {
        var folder = Path.Combine(Path.GetTempPath(), "flagsmith-polling-garnet");
        var program = Path.Combine(folder, OperatingSystem.IsWindows() ? "garnet-server.exe" : "garnet-server");
        if (!File.Exists(program))
        {
            Console.WriteLine("There is no redis-server on this machine, so Garnet is installed, a .NET tool.");
            using var install = Process.Start("dotnet", ["tool", "install", "garnet-server", "--tool-path", folder]);
            install.WaitForExit();
        }

        return File.Exists(program) ? program : throw new InvalidOperationException("Neither redis-server nor garnet-server can be started. Install one of them: apt-get install redis-server, or dotnet tool install --global garnet-server.");
    }

    private Process Launch() => Process.Start(new ProcessStartInfo(_program, _arguments) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() })!;

    private async Task UntilItListensAsync()
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                await Task.Delay(20);
            }
        }
    }
}
