using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Recorded;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>The console's commands for single users, against a local Flagsmith.</summary>
public sealed class FlagConsoleUserTests
{
    [TestCase("identities-get-after-post")]
    [TestCase("identities-post-traits")]
    public async Task UserJson_PrintsTheRecordedUser(string recorded)
    {
        var body = RecordedExchange.Load("django-api", recorded).RespondBody;
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("identities/", Encoding.UTF8.GetBytes(body));

        var run = await ConsoleRun.AskAsync(server, "user", "post-user", "--json");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var (printed, expected) = (JsonNode.Parse(run.Out)!, JsonNode.Parse(body)!);
        printed.AsObject().Select(member => member.Key).Should().Equal("identifier", "traits", "flags");
        printed["identifier"]!.GetValue<string>().Should().Be("post-user");
        Traits(printed).Should().HaveCount(6).And.BeEquivalentTo(Traits(expected));
        Flags(printed).Should().HaveCountGreaterThan(10).And.Equal(Flags(expected));
        server.Requests.Should().ContainSingle("the environment is not asked for");
    }

    [Test]
    public async Task TraitsPassedAlong_AreSentAsTheRecordedClientSentThem()
    {
        var recorded = RecordedExchange.Load("django-api", "identities-post-traits");
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("identities/", Encoding.UTF8.GetBytes(recorded.RespondBody));
        string[] traits = ["email=a@example.com", "age=20", "ratio=1.5", "whole=3.0", "flag=true", "country=GB"];

        await ConsoleRun.AskAsync(server, ["user", "post-user", "--json", .. traits.SelectMany(trait => new[] { "--trait", trait })]);

        var sent = JsonNode.Parse(server.Requests.Should().ContainSingle().Which.Body)!;
        Traits(sent).Should().BeEquivalentTo(Traits(JsonNode.Parse(recorded.Body!)!));
        sent["traits"]!.AsArray().Should().OnlyContain(trait => trait!["transient"]!.GetValue<bool>(), "a read stores no traits");
    }

    [Test]
    public async Task Trait_TakesEffectWithoutBeingStored()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "user", "ada", "--trait", "plan=premium", "--json");

        var user = JsonNode.Parse(run.Out)!;
        Flags(user).Should().ContainSingle().Which.Should().StartWith("vip: true");
        Traits(user).Should().Equal("plan = \"premium\"");
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
    public async Task TraitSet_IsSeenByTheNextRun()
    {
        await using var server = await StartAsync();

        await ConsoleRun.AskAsync(server, "trait", "set", "plan", "premium", "--identity", "ada");
        var ada = await ConsoleRun.AskAsync(server, "user", "ada", "--json");
        var bob = await ConsoleRun.AskAsync(server, "user", "bob", "--json");

        Traits(JsonNode.Parse(ada.Out)!).Should().Equal("plan = \"premium\"");
        Flags(JsonNode.Parse(ada.Out)!).Should().ContainSingle().Which.Should().StartWith("vip: true");
        Traits(JsonNode.Parse(bob.Out)!).Should().BeEmpty();
        Flags(JsonNode.Parse(bob.Out)!).Should().ContainSingle().Which.Should().StartWith("vip: false");
        server.Requests.Should().HaveCount(3, "a command is one request");
    }

    [TestCase("3", "3")]
    [TestCase("3.0", "3.0")]
    public async Task TraitSet_PrintsWhatTheServerStored(string stored, string printed)
    {
        await using var server = await StartAsync();
        server.Replay("identities/", Encoding.UTF8.GetBytes($$"""{"identifier":"ada","traits":[{"trait_key":"whole","trait_value":{{stored}}}],"flags":[]}"""));

        var run = await ConsoleRun.AskAsync(server, "trait", "set", "whole", "3.0", "--identity", "ada", "--json");

        run.ExitCode.Should().Be(0);
        run.Out.Should().Contain($"\"trait_value\": {printed}{Environment.NewLine}");
    }

    [Test]
    public async Task TraitSet_ThatTheServerDropped_IsAnError()
    {
        await using var server = await StartAsync();
        server.Replay("identities/", """{"identifier":"ada","traits":[],"flags":[]}"""u8.ToArray());

        var run = await ConsoleRun.AskAsync(server, "trait", "set", "plan", "premium", "--identity", "ada");

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().NotContain("premium").And.NotContain(server.EnvironmentKey);
    }

    [Test]
    public async Task GetIdentity_PrintsTheUsersFlag()
    {
        await using var server = await StartAsync();
        server.SetOverride("ada", "vip", true, "hers");

        (await ConsoleRun.AskAsync(server, "get", "vip", "--identity", "ada")).Out.Should().Be("vip\ton\tString\thers" + Environment.NewLine);
        (await ConsoleRun.AskAsync(server, "get", "vip", "--identity", "bob")).Out.Should().Be("vip\toff\tNull\t" + Environment.NewLine);
        (await ConsoleRun.AskAsync(server, "get", "vip")).Out.Should().Be("vip\toff\tNull\t" + Environment.NewLine);
        server.Requests.Select(request => request.Path).Should().Equal("identities/", "identities/", "flags/");
    }

    [Test]
    public async Task GetIdentity_OfAnUnknownFlag_IsAnError()
    {
        await using var server = await StartAsync();

        var run = await ConsoleRun.AskAsync(server, "get", "unknown", "--identity", "ada");

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().Contain("\"unknown\"");
    }

    [TestCase("user", "ada")]
    [TestCase("user", "ada", "--trait", "plan=premium")]
    [TestCase("get", "vip", "--identity", "ada")]
    public async Task WithoutAnResponseForTheUser_TheEnvironmentsFlagsAreNotShown(params string[] args)
    {
        await using var server = await StartAsync();
        server.Replay("identities/", "{}"u8.ToArray(), HttpStatusCode.InternalServerError);

        var run = await ConsoleRun.AskAsync(server, args);

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().Contain("500").And.EndWith("try again later.");
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

    [Test]
    public async Task User_Piped_PrintsTheFlagsAlone()
    {
        await using var server = await StartAsync();
        server.SetTrait("ada", "plan", "premium");

        (await ConsoleRun.AskAsync(server, "user", "ada")).Should().Be(new ConsoleRun(0, "vip\ton\tNull\t" + Environment.NewLine, ""));
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
        $"{flag!["feature"]!["name"]}: {flag["enabled"]!.ToJsonString()} {flag["feature_state_value"]?.ToJsonString() ?? "null"} {flag["variant"]} {flag["id"]}");
}
