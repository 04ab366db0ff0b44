using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Recorded;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary>The console's JSON against what real servers sent, compared as JSON: the library that stands between has no say.</summary>
public sealed class FlagConsoleJsonTests
{
    [TestCase("django-api")]
    [TestCase("edge-proxy")]
    public async Task List_PrintsEveryRecordedFlag(string recordedServer)
    {
        var body = RecordedExchange.Load(recordedServer, "flags-list").RespondBody;
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("flags/", Encoding.UTF8.GetBytes(body));

        var run = await ConsoleRun.AskAsync(server, "list", "--json");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var recorded = Flags(body);
        recorded.Should().HaveCountGreaterThan(10);
        Flags(run.Out).Select(Essence).Should().Equal(recorded.Select(Essence));
    }

    [Test]
    public async Task List_OfFlagsmithsOwnApi_KeepsTheDetails()
    {
        var body = RecordedExchange.Load("django-api", "flags-list").RespondBody;
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("flags/", Encoding.UTF8.GetBytes(body));

        var run = await ConsoleRun.AskAsync(server, "list", "--json");

        Flags(run.Out).Select(Details).Should().Equal(Flags(body).Select(Details));
    }

    [Test]
    public async Task List_OfASlimServer_PrintsNullForWhatIsNotSaid()
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.EdgeProxy = true);
        server.SetFlag("banner", enabled: true, "text");

        var run = await ConsoleRun.AskAsync(server, "list", "--json");

        var expected = JsonNode.Parse("""
            [{"id": null, "feature": {"id": 1, "name": "banner", "type": "STANDARD", "description": null, "created_date": null,
              "initial_value": null, "default_enabled": null, "project": null},
              "feature_state_value": "text", "environment": null, "enabled": true}]
            """);
        JsonNode.DeepEquals(JsonNode.Parse(run.Out), expected).Should().BeTrue(run.Out);
    }

    [TestCase("1.5")]
    [TestCase("2.0")]
    [TestCase("9007199254740993")]
    [TestCase("true")]
    [TestCase("null")]
    [TestCase("\"true\"")]
    [TestCase("\"<b>é+'</b>\"")]
    public async Task Get_PrintsTheValueAsTheWireHadIt(string value)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.Replay("flags/", Encoding.UTF8.GetBytes($$"""[{"feature":{"id":1,"name":"a","type":"STANDARD"},"enabled":true,"feature_state_value":{{value}}}]"""));

        var run = await ConsoleRun.AskAsync(server, "get", "a", "--json");

        run.ExitCode.Should().Be(0);
        run.Out.Should().Contain($"\"feature_state_value\": {value},");
    }

    private static JsonArray Flags(string json) => JsonNode.Parse(json)!.AsArray();

    private static string Essence(JsonNode? flag) => Text(
        flag!["feature_state_value"], flag["enabled"], flag["feature"]!["id"], flag["feature"]!["name"], flag["feature"]!["type"]);

    private static string Details(JsonNode? flag) => Text(
        flag!["id"], flag["environment"], flag["feature"]!["description"], flag["feature"]!["created_date"],
        flag["feature"]!["initial_value"], flag["feature"]!["default_enabled"]);

    private static string Text(params JsonNode?[] members) => string.Join(" | ", members.Select(member => member?.ToJsonString() ?? "null"));
}
