using System.Text;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary><c>--mode local</c>: flags evaluated in the console, from a server's document or from one on disk.</summary>
public sealed class FlagConsoleLocalTests
{
    private const string ServerKey = "ser.local-environment-key";

    [Test]
    public async Task Server_IsAskedForItsDocumentAlone()
    {
        await using var server = await StartAsync();

        var list = await AskAsync(server, "list");
        var user = await AskAsync(server, "user", "ada", "--trait", "plan=gold");
        var get = await AskAsync(server, "get", "limit", "--identity", "007");

        Lines(list).Should().Equal("colour\ton\tString\tred", "limit\ton\tInteger\t5", "gate\ton\tNull\t", "dependent\ton\tDouble\t2.5");
        Lines(user).Should().HaveCount(4).And.HaveElementAt(0, "colour\ton\tString\tgold");
        Lines(get).Should().Equal("limit\ton\tInteger\t7");
        server.Requests.Select(request => request.Path).Should().Equal(Enumerable.Repeat("environment-document/", 3));
    }

    [Test]
    public async Task Watch_PollsTheDocument()
    {
        await using var server = await LocalFlagsmith.StartAsync();

        var run = await AskAsync(server, "watch");

        run.ExitCode.Should().Be(1, "the server has no document");
        server.Requests.Should().NotBeEmpty().And.OnlyContain(request => request.Path == "environment-document/");
    }

    [Test]
    public async Task ClientSideKey_IsWrongUsage()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "list", "--mode", "local");

        run.ExitCode.Should().Be(2);
        run.Faults.Should().ContainSingle().Which.Should().Contain("server-side key").And.NotContain(server.EnvironmentKey);
    }

    [Test]
    public async Task ListJson_OfADocument_IsTheSameAsOfAServer()
    {
        await using var server = await StartAsync();
        using var document = new DocumentFile();

        var remote = await AskAsync(server, "list", "--json");
        var run = await document.AskAsync("list", "--json");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "", remote.Out });
        var flags = JsonNode.Parse(run.Out)!.AsArray();
        flags.Select(flag => flag!["feature_state_value"]?.ToJsonString()).Should().Equal("\"red\"", "5", null, "2.5");
        flags[0]!.AsObject().Select(member => member.Key).Should().Equal("id", "feature", "feature_state_value", "environment", "enabled");
    }

    [Test]
    public async Task UserJson_HasTraitsVariantAndReason()
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("user", "ada", "--trait", "plan=gold", "--trait", "big=3000000000", "--json");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var user = JsonNode.Parse(run.Out)!;
        user["traits"]!.ToJsonString().Should().Be("""[{"trait_key":"big","trait_value":3000000000},{"trait_key":"plan","trait_value":"gold"}]""");
        var colour = user["flags"]![0]!.AsObject();
        colour["feature_state_value"]!.GetValue<string>().Should().Be("gold");
        (colour.ContainsKey("variant"), colour["reason"]!.GetValue<string>()).Should().Be((true, "TARGETING_MATCH; segment=gold"));
    }

    [Test]
    public async Task Options_StandBeforeOrAfterTheCommand()
    {
        using var document = new DocumentFile();

        var after = await ConsoleRun.RunAsync(["get", "limit", .. document.Options]);
        var before = await ConsoleRun.RunAsync([.. document.Options, "get", "limit"]);
        var around = await ConsoleRun.RunAsync(["--mode", "local", "get", "--document", document.Path, "limit"]);

        after.Should().Be(new ConsoleRun(0, "limit\ton\tInteger\t5" + Environment.NewLine, ""));
        before.Should().Be(after);
        around.Should().Be(after);
    }

    [Test]
    public async Task ByteOrderMark_IsPassedOver()
    {
        using var document = new DocumentFile();
        await File.WriteAllTextAsync(document.Path, DocumentFile.Content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        (await document.AskAsync("get", "limit")).ExitCode.Should().Be(0);
    }

    [TestCase("is not an environment document", "[]")]
    [TestCase("is not an environment document", "{")]
    [TestCase("is not an environment document", "")]
    public async Task File_ThatIsNoDocument_IsOneSentence(string expected, string content)
    {
        using var document = new DocumentFile(content);

        ShouldFail(await document.AskAsync("list"), expected);
    }

    [Test]
    public async Task MissingFile_IsOneSentence()
    {
        using var document = new DocumentFile();

        ShouldFail(await ConsoleRun.RunAsync("list", "--mode", "local", "--document", document.MakePath("missing.json")), "There is no file");
        ShouldFail(await ConsoleRun.RunAsync("list", "--mode", "local", "--document", document.MakePath("")), "cannot be read");
    }

    [TestCase("add --mode local", "list", "--document", "x.json")]
    [TestCase("add --mode local", "list", "--document", "x.json", "--mode", "remote")]
    [TestCase("must be remote or local", "list", "--mode", "here", "--key", "secret")]
    [TestCase("must name a file", "list", "--mode", "local", "--document", "")]
    [TestCase("key is missing", "list", "--mode", "local")]
    [TestCase("leave out --document", "watch", "--mode", "local", "--document", "x.json")]
    [TestCase("leave out --mode local", "trait", "get", "plan", "--identity", "ada", "--mode", "local", "--key", "ser.secret")]
    [TestCase("leave out --mode local", "trait", "set", "plan", "gold", "--identity", "ada", "--mode", "local", "--document", "x.json")]
    [TestCase("explain needs an environment document", "explain", "limit")]
    [TestCase("explain needs an environment document", "explain", "limit", "--mode", "local", "--key", "ser.secret")]
    [TestCase("users needs an environment document", "users", "-")]
    [TestCase("add --user", "explain", "limit", "--trait", "plan=gold", "--mode", "local", "--document", "x.json")]
    public async Task WrongUsage_IsExplained(string expected, params string[] args)
    {
        var run = await ConsoleRun.RunAsync(args);

        (run.ExitCode, run.Out).Should().Be((2, ""));
        run.Faults.Should().ContainSingle().Which.Should().Contain(expected);
        run.Error.Should().NotContain("secret");
    }

    [TestCase("--mode")]
    [TestCase("--document")]
    public async Task OptionWithoutItsValue_IsWrongUsage(string option) =>
        (await ConsoleRun.RunAsync("list", "--key", "secret", option)).Should().BeEquivalentTo(new { ExitCode = 2, Out = "" });

    private static async Task<LocalFlagsmith> StartAsync()
    {
        var server = await LocalFlagsmith.StartAsync();
        server.SetEnvironmentDocument(DocumentFile.Content);
        return server;
    }

    private static Task<ConsoleRun> AskAsync(LocalFlagsmith server, params string[] args) =>
        ConsoleRun.RunAsync([.. args, "--mode", "local", "--api-url", server.ApiUrl.ToString(), "--key", ServerKey]);

    private static string[] Lines(ConsoleRun run) => run.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static void ShouldFail(ConsoleRun run, string expected)
    {
        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().Contain(expected).And.EndWith(".");
    }
}
