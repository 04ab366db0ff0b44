using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary><c>explain</c>: which rule decides about a flag.</summary>
public sealed class FlagConsoleExplainTests
{
    [TestCase("gold", "x", "gold", "TARGETING_MATCH; segment=gold")]
    [TestCase("free", " ", "red", "DEFAULT")]
    public async Task Explain_PrintsEachStepAndTheFlag(string plan, string mark, string value, string reason)
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("explain", "colour", "--user", "ada", "--trait", $"plan={plan}");

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var lines = Lines(run);
        lines.Should().ContainInConsecutiveOrder(
            $"[{mark}] override of segment \"gold\"", $"  [{mark}] all of", $"    [{mark}] plan EQUAL \"gold\"");
        lines[^2..].Should().Equal($"colour is on ({value})", $"reason: {reason}");
    }

    [Test]
    public async Task Explain_OfAnOverrideForTheUser_SaysSo()
    {
        using var document = new DocumentFile();

        Lines(await document.AskAsync("explain", "limit", "--user", "007"))[0].Should().Be("[x] override for this user");
        Lines(await document.AskAsync("explain", "limit", "--user", "ada"))[0].Should().Be("[x] default of the environment");
    }

    [Test]
    public async Task Explain_OfASplit_NamesTheVariant()
    {
        const string variants = """
            ,"multivariate_feature_state_values":[{"id":1,"mv_fs_value_uuid":"a","percentage_allocation":100,"multivariate_feature_option":{"value":"blue","key":"b"}}]}
            """;
        using var document = new DocumentFile(Documents.Of([Documents.State("split", "\"control\"")[..^1] + variants]));

        var run = await document.AskAsync("explain", "split", "--user", "ada");

        Lines(run).Should().Contain("split is on (blue)").And.Contain("variant: b").And.Contain(line => line.StartsWith("reason: SPLIT", StringComparison.Ordinal));
    }

    [Test]
    public async Task WithoutAUser_TheEnvironmentsFlagIsExplained()
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("explain", "colour");

        Lines(run).Should().Contain("  [ ] does not apply without a user").And.HaveElementAt(0, "[ ] override of segment \"gold\"");
        Lines(run)[^2].Should().Be("colour is on (red)");
    }

    [Test]
    public async Task Json_HasTheSame()
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("explain", "colour", "--user", "ada", "--trait", "plan=gold", "--json");

        var explanation = JsonNode.Parse(run.Out)!.AsObject();
        explanation.Select(member => member.Key).Should().Equal("identifier", "name", "flag", "segment", "lines");
        (explanation["identifier"]!.GetValue<string>(), explanation["name"]!.GetValue<string>(), explanation["segment"]!.GetValue<string>()).Should().Be(("ada", "colour", "gold"));
        explanation["flag"]!.ToJsonString().Should().Be("""{"enabled":true,"value":"gold","variant":null,"reason":"TARGETING_MATCH; segment=gold"}""");
        explanation["lines"]![2]!.ToJsonString().Should().Be("""{"depth":2,"text":"plan EQUAL \u0022gold\u0022","matches":true}""");
    }

    [Test]
    public async Task JsonWithoutAUser_HasNoIdentifier()
    {
        using var document = new DocumentFile();

        JsonNode.Parse((await document.AskAsync("explain", "limit", "--json")).Out)!["identifier"].Should().BeNull();
    }

    [Test]
    public async Task UnknownFlag_IsOneSentence()
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("explain", "unknown", "--user", "ada");

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().Equal("The environment has no flag named \"unknown\".");
    }

    [Test]
    public async Task Terminal_HasTheSameLines()
    {
        using var document = new DocumentFile();

        var piped = await document.AskAsync("explain", "colour", "--user", "ada");
        var shown = await ConsoleRun.RunAsync(isTerminal: true, ["explain", "colour", "--user", "ada", .. document.Options]);

        shown.Should().Be(piped);
    }

    private static string[] Lines(ConsoleRun run) => run.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
