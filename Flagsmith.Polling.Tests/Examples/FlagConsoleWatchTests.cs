using System.Text.Json.Nodes;
using System.Threading.Channels;
using FlagConsole;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary><c>watch</c>, which runs until it is interrupted.</summary>
public sealed class FlagConsoleWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    [CancelAfter(60_000)]
    public async Task Watch_PrintsAnObjectForEachFlagThatChanged_AndEndsWell(CancellationToken cancellationToken)
    {
        await using var server = await LocalFlagsmith.StartAsync(cancellationToken: cancellationToken);
        server.SetFlag("banner", enabled: false, 1);
        using var output = new LineWriter();
        using var error = new LineWriter();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string[] args = ["watch", "--json", "--interval", "1", .. ConsoleRun.Connection(server)];
        var run = FlagConsoleApp.RunAsync(args, new ConsoleContext(TextReader.Null, output, error, IsTerminal: false, _ => null), interrupt.Token);
        (await error.ReadAsync(cancellationToken)).Should().StartWith("Watching 1 flags");

        server.SetFlag("banner", enabled: true, "text");

        var change = JsonNode.Parse(await output.ReadAsync(cancellationToken))!;
        await interrupt.CancelAsync();
        (await run.WaitAsync(Patience, cancellationToken)).Should().Be(0);
        change["name"]!.GetValue<string>().Should().Be("banner");
        change["kinds"]!.ToJsonString().Should().Be("""["EnabledChanged","ValueChanged"]""");
        change["previous"]!["feature_state_value"]!.ToJsonString().Should().Be("1");
        change["current"]!["feature_state_value"]!.ToJsonString().Should().Be("\"text\"");
        change["current"]!["enabled"]!.GetValue<bool>().Should().BeTrue();
    }

    [Test]
    public async Task Watch_WithAWrongKey_FailsAtOnce()
    {
        await using var server = await LocalFlagsmith.StartAsync();

        var run = await ConsoleRun.RunAsync("watch", "--api-url", server.ApiUrl.ToString(), "--key", "wrong");

        run.ExitCode.Should().Be(1);
        run.Faults.Should().ContainSingle().Which.Should().Contain("403");
    }

    /// <summary>Hands over whole lines as they are written.</summary>
    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        public async Task<string> ReadAsync(CancellationToken cancellationToken) => await _lines.Reader.ReadAsync(cancellationToken);
    }
}
