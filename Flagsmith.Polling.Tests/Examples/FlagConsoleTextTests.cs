namespace Flagsmith.Polling.Tests.Examples;

/// <summary>Plain lines for pipes, a table for a terminal.</summary>
public sealed class FlagConsoleTextTests
{
    private static readonly string Long = new('x', 500);

    [Test]
    public async Task List_Piped_PrintsOneTabSeparatedLineAFlag()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "list");

        run.ExitCode.Should().Be(0);
        run.Out.Split(Environment.NewLine).Should().Equal(
            "brackets\ton\tString\t[red]not markup[/]", "lines\toff\tString\ta\\tb\\nc\\u001b", $"long\ton\tString\t{Long}", "none\toff\tNull\t", "");
    }

    [Test]
    public async Task List_OnATerminal_PrintsATableWithTheTextAsItIs()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.RunAsync(isTerminal: true, ["list", .. ConsoleRun.Connection(server)]);

        run.ExitCode.Should().Be(0);
        run.Out.Should().Contain("[red]not markup[/]").And.Contain("a\\tb\\nc\\u001b").And.Contain("│").And.NotContain("\t");
        run.Out.Count(character => character == 'x').Should().Be(Long.Length);
    }

    [Test]
    public async Task Get_Piped_PrintsTheFlagAlone()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "get", "brackets");

        run.Should().Be(new ConsoleRun(0, "brackets\ton\tString\t[red]not markup[/]" + Environment.NewLine, ""));
    }

    [Test]
    public async Task Verbose_LogsToTheErrorStreamAlone()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "get", "none", "--verbose");

        run.Out.Should().Be("none\toff\tNull\t" + Environment.NewLine);
        run.Error.Should().Contain("Polling succeeded").And.NotContain(server.EnvironmentKey);
    }

    private static async Task<LocalFlagsmith> StartAsync()
    {
        var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("brackets", enabled: true, "[red]not markup[/]");
        server.SetFlag("lines", enabled: false, "a\tb\nc\u001b");
        server.SetFlag("long", enabled: true, Long);
        server.SetFlag("none", enabled: false);
        return server;
    }
}
