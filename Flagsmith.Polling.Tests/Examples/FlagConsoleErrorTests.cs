using System.Text;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>What goes wrong ends in one sentence on stderr and the right exit code; the data's stream stays empty.</summary>
public sealed class FlagConsoleErrorTests
{
    private const string Secret = "a-very-secret-key";

    [Test]
    public async Task WrongKey_IsRefused()
    {
        await using var server = await LocalFlagsmith.StartAsync();

        var run = await ConsoleRun.RunAsync("list", "--api-url", server.ApiUrl.ToString(), "--key", Secret);

        ShouldFail(run, "403");
        run.Error.Should().Contain("--key").And.NotContain(Secret);
    }

    [Test]
    public async Task ServerGone_IsUnreachable()
    {
        var server = await LocalFlagsmith.StartAsync();
        var connection = ConsoleRun.Connection(server);
        await server.DisposeAsync();

        ShouldFail(await ConsoleRun.RunAsync(["list", .. connection]), "received no response");
    }

    [Test]
    public async Task HtmlWithStatus200_IsNoListOfFlags()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("flags/", Encoding.UTF8.GetBytes("<html>Please log in.</html>"), contentType: "text/html");

        ShouldFail(await ConsoleRun.AskAsync(server, "list"), "\"text/html\" instead of JSON");
    }

    [Test]
    public async Task UnknownFlag_IsNamed()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("known", enabled: true);

        ShouldFail(await ConsoleRun.AskAsync(server, "get", "unknown"), "\"unknown\"");
    }

    [TestCase("absolute http or https URL", "list", "--key", Secret, "--api-url", "flags.example.com")]
    [TestCase("absolute http or https URL", "list", "--key", Secret, "--api-url", "ftp://flags.example.com/")]
    [TestCase("key is missing", "list")]
    [TestCase("key is missing", "list", "--key", "")]
    [TestCase("key is missing", "user", "ada")]
    [TestCase("'--bogus'", "list", "--key", Secret, "--bogus")]
    [TestCase("\"--bogus\"", "get", "--bogus", "--key", Secret)]
    [TestCase("must not be empty", "get", "", "--key", Secret)]
    [TestCase("https", "list", "--key", Secret, "--api-url", "http://flags.example.com/api/v1/")]
    [TestCase("printable ASCII", "list", "--key", "two words")]
    [TestCase("KEY=VALUE", "user", "ada", "--key", Secret, "--trait", "plan")]
    [TestCase("KEY=VALUE", "user", "ada", "--key", Secret, "--trait", "=team")]
    [TestCase("--identity", "trait", "get", "plan", "--key", Secret)]
    [TestCase("--interval", "watch", "--interval", "0", "--key", Secret)]
    public async Task WrongUsage_IsExplained(string expected, params string[] args) =>
        ShouldBeWrongUsage(await ConsoleRun.RunAsync(args), expected);

    [TestCase("trait", "get", "plan ", "--identity", "ada", "--key", Secret)]
    [TestCase("trait", "set", "big", "3000000000", "--identity", "ada", "--key", Secret)]
    [TestCase("get", "banner", "--identity", " ", "--key", Secret)]
    [TestCase("user", "   x", "--trait", "k =1", "--key", Secret)]
    public async Task WhatFlagsmithCannotStore_IsWrongUsage(params string[] args)
    {
        var run = await ConsoleRun.RunAsync(args);

        run.ExitCode.Should().Be(2);
        run.Faults.Should().ContainSingle().Which.Should().EndWith(".").And.NotContain("3000000000").And.NotContain("Parameter");
    }

    [Test]
    public async Task Help_IsNoError()
    {
        var run = await ConsoleRun.RunAsync("watch", "--help");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        run.Out.Should().Contain("--interval").And.Contain("--api-url");
    }

    private static void ShouldFail(ConsoleRun run, string expected)
    {
        run.ExitCode.Should().Be(1);
        run.Out.Should().BeEmpty();
        run.Error.Should().EndWith("." + Environment.NewLine);
        run.Faults.Should().ContainSingle().Which.Should().Contain(expected).And.NotContain(". ");
    }

    private static void ShouldBeWrongUsage(ConsoleRun run, string expected)
    {
        run.ExitCode.Should().Be(2);
        run.Out.Should().BeEmpty();
        run.Faults.Should().ContainSingle().Which.Should().Contain(expected);
        run.Error.Should().Contain("Usage:").And.NotContain(Secret);
    }
}
