using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Recorded;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>The console's commands for single users, against a local Flagsmith.</summary>
public sealed class FlagConsoleUserTests
{
    [Test]
    public async Task UserJson_PrintsTheRecordedUser()
    {
        var body = RecordedExchange.Load("django-api", "identities-get-after-post").AnswerBody;
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("identities/", Encoding.UTF8.GetBytes(body));

        var run = await ConsoleRun.AskAsync(server, "user", "post-user", "--json");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var (printed, recorded) = (JsonNode.Parse(run.Out)!, JsonNode.Parse(body)!);
        printed["identifier"]!.GetValue<string>().Should().Be("post-user");
        Traits(printed).Should().BeEquivalentTo(Traits(recorded));
        Flags(printed).Should().BeEquivalentTo(Flags(recorded));
        server.Requests.Should().ContainSingle("the environment is not asked for");
    }

    [Test]
    public async Task Trait_TakesEffectWithoutBeingStored()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "user", "ada", "--trait", "plan=premium", "--json");

        JsonNode.Parse(run.Out)!["flags"]![0]!["enabled"]!.GetValue<bool>().Should().BeTrue();
        server.GetTraits("ada").Should().BeEmpty();
    }

    [Test]
    public async Task TraitSet_Stores_TraitGet_Prints()
    {
        await using var server = await StartAsync();

        var set = await ConsoleRun.AskAsync(server, "trait", "set", "age", "-5", "--identity", "ada", "--json");
        var get = await ConsoleRun.AskAsync(server, "trait", "get", "age", "--identity", "ada");
        var missing = await ConsoleRun.AskAsync(server, "trait", "get", "plan", "--identity", "ada");

        JsonNode.Parse(set.Out)!.ToJsonString().Should().Be("""{"trait_key":"age","trait_value":-5}""");
        server.GetTraits("ada")!["age"].Should().Be((TraitValue)(-5));
        get.Should().BeEquivalentTo(new { ExitCode = 0, Out = "-5" + Environment.NewLine, Error = "" });
        missing.ExitCode.Should().Be(1);
        missing.Faults.Should().Equal("The user has no trait \"plan\".");
    }

    [Test]
    public async Task GetIdentity_PrintsTheUsersFlag()
    {
        await using var server = await StartAsync();
        server.SetOverride("ada", "vip", true, "hers");

        (await ConsoleRun.AskAsync(server, "get", "vip", "--identity", "ada")).Out.Should().Contain("hers");
        (await ConsoleRun.AskAsync(server, "get", "vip")).Out.Should().NotContain("hers");
    }

    [TestCase("user", "ada")]
    [TestCase("get", "vip", "--identity", "ada")]
    [TestCase("trait", "get", "plan", "--identity", "ada")]
    [TestCase("trait", "set", "plan", "premium", "--identity", "ada")]
    public async Task WrongKey_IsOneSentence_AndNeverTheEnvironmentsFlags(params string[] args)
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.RunAsync([.. args, "--api-url", server.ApiUrl.ToString(), "--key", "another-key"]);

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().Contain("403").And.NotContain("another-key").And.NotContain("ada");
    }

    [Test]
    public async Task User_OnATerminal_ShowsTraitsToo()
    {
        await using var server = await StartAsync();
        server.SetTrait("ada", "plan", "premium");

        var run = await ConsoleRun.RunAsync(isTerminal: true, ["user", "ada", .. ConsoleRun.Connection(server)]);

        run.Out.Should().Contain("vip").And.Contain("premium");
    }

    private static async Task<LocalFlagsmith> StartAsync()
    {
        var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("vip", false);
        server.AddRule("plan", "premium", "vip", true);
        return server;
    }

    private static IEnumerable<string> Traits(JsonNode user) =>
        user["traits"]!.AsArray().Select(trait => $"{trait!["trait_key"]} = {trait["trait_value"]!.ToJsonString()}");

    private static IEnumerable<string> Flags(JsonNode user) => user["flags"]!.AsArray().Select(flag =>
        $"{flag!["feature"]!["name"]}: {flag["enabled"]} {JsonNode.Parse(flag["feature_state_value"]?.ToJsonString() ?? "null")?.ToString()} {flag["variant"]} {flag["id"]}");
}
