using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Flagsmith.Polling.Testing;

namespace LocalFlagsmithServer;

/// <summary>The command line, and what it makes the server do.</summary>
internal sealed class ServerCommand : RootCommand
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "The port on the loopback; 0 takes a free one.",
        DefaultValueFactory = _ => 8000,
    };

    private readonly Option<FileInfo> _file = new("--file")
    {
        Description = "The flags. Read again when the file changes.",
        DefaultValueFactory = _ => FlagFile.Find(),
    };

    private readonly Option<bool> _edgeProxy = new("--edge-proxy") { Description = "Behaves like Flagsmith's Edge Proxy: slim bodies, nothing stored." };

    private readonly Option<bool> _once = new("--once") { Description = "Makes one request to itself, prints the response, and exits." };

    public ServerCommand()
        : base("A Flagsmith server for developing without an account.")
    {
        Add(_port);
        Add(_file.AcceptExistingOnly());
        Add(_edgeProxy);
        Add(_once);
        _port.Validators.Add(CheckPort);
        SetAction(RunAsync);
    }

    private static void CheckPort(OptionResult result)
    {
        if (!result.Errors.Any() && result.GetValueOrDefault<int>() is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            result.AddError($"--port must be between {IPEndPoint.MinPort} and {IPEndPoint.MaxPort}.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(_file);
        try
        {
            await using var server = await StartAsync(parsed, file, cancellationToken);
            Announcement.Print(server, file);
            await (parsed.GetValue(_once) ? SelfCheck.RunAsync(server, cancellationToken) : UntilCancelledAsync(cancellationToken));
            return 0;
        }
        catch (IOException cause) // the port is taken
        {
            await Console.Error.WriteLineAsync($"{cause.Message} Choose another --port; 0 takes a free one.");
            return 1;
        }
    }

    private Task<LocalFlagsmith> StartAsync(ParseResult parsed, FileInfo file, CancellationToken cancellationToken) =>
        LocalFlagsmith.StartAsync(
            options =>
            {
                options.Port = parsed.GetValue(_port);
                options.FlagFile = file.FullName;
                options.EdgeProxy = parsed.GetValue(_edgeProxy);
            },
            cancellationToken);

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
