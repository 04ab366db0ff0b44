using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using FlagConsole;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Examples;

/// <summary><c>users</c>: a line of JSON in and one out for each user.</summary>
public sealed class FlagConsoleUsersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Users_AreOneLineEach_InTheirOrder()
    {
        using var document = new DocumentFile();
        var file = document.MakePath("users.jsonl");
        await File.WriteAllLinesAsync(file, ["""{"identifier":"007"}""", """{"identifier":"ada","traits":{"plan":"gold"}}""", """{"identifier":"","traits":null}"""]);

        var run = await document.AskAsync("users", file);

        run.Should().BeEquivalentTo(new { ExitCode = 0, Error = "" });
        var users = Lines(run);
        users.Select(user => user["identifier"]!.GetValue<string>()).Should().Equal("007", "ada", "");
        users.Select(user => user["segments"]!.ToJsonString()).Should().Equal("""["gated"]""", """["gold","gated"]""", """["gated"]""");
        users.Select(user => user["flags"]!["limit"]!["value"]!.ToJsonString()).Should().Equal("7", "5", "5");
        users[1]["flags"]!["colour"]!.ToJsonString().Should()
            .Be("""{"enabled":true,"value":"gold","variant":null,"reason":"TARGETING_MATCH; segment=gold"}""");
        users[1].AsObject().Select(member => member.Key).Should().Equal("identifier", "flags", "segments");
    }

    [Test]
    public async Task Values_KeepTheirKindOfJson()
    {
        string[] values = ["null", "true", "\"true\"", "9007199254740993", "2.0", "0.1", "\"é \\u2028 \\\" <b>\""];
        using var document = new DocumentFile(Documents.Of([.. values.Select((value, index) => Documents.State($"flag{index}", value, id: index + 1))]));

        var flags = Lines(await FeedAsync(document, """{"identifier":"ada"}"""))[0]["flags"]!;

        for (var index = 0; index < values.Length; index++)
        {
            Text(flags[$"flag{index}"]!["value"]).Should().Be(Text(JsonNode.Parse(values[index])));
        }
    }

    [TestCase("1E+16")]
    [TestCase("1.7976931348623157E+308")]
    [TestCase("5E-324")]
    [TestCase("0.30000000000000004")]
    public async Task Double_RoundTrips(string value)
    {
        using var document = new DocumentFile(Documents.Of([Documents.State("flag", value)]));

        var printed = Lines(await FeedAsync(document, """{"identifier":"ada"}"""))[0]["flags"]!["flag"]!["value"]!;

        printed.GetValue<double>().Should().Be(double.Parse(value, CultureInfo.InvariantCulture));
        printed.ToJsonString().Should().ContainAny(".", "E");
    }

    [TestCase("5", "5", true)]
    [TestCase("5", "5.0", true, Description = "a double reads 5 as 5.0")]
    [TestCase("5.5", "5.5", true)]
    [TestCase("1e3", "1000", false, Description = "1000 is an integer, 1e3 is none")]
    [TestCase("1e3", "1e3", true)]
    [TestCase("1000", "1E3", true)]
    [TestCase("-7", "-7", true)]
    [TestCase("18446744073709551616", "18446744073709551616", true)]
    [TestCase("18446744073709551616", "18446744073709551617", false)]
    [TestCase("18446744073709551616", "18446744073709551616.0", true)]
    [TestCase("true", "true", true)]
    [TestCase("gold", "\"gold\"", true)]
    [TestCase("wörld 😀", "\"w\\u00f6rld \\ud83d\\ude00\"", true)]
    [TestCase("gold", "null", false)]
    public async Task Trait_HasTheTypeOfItsJson(string condition, string trait, bool matches)
    {
        using var document = new DocumentFile(Documents.Of([Documents.State("a")], [Documents.Segment("s", "t", "EQUAL", condition)]));

        var user = Lines(await FeedAsync(document, $$$"""{"identifier":"ada","traits":{"t":{{{trait}}}}}"""))[0];

        user["segments"]!.AsArray().Should().HaveCount(matches ? 1 : 0);
    }

    [Test]
    public async Task TraitThatIsNull_IsNotSet()
    {
        using var document = new DocumentFile(Documents.Of([Documents.State("a")], [Documents.Segment("unset", "t", "IS_NOT_SET", "")]));

        var users = Lines(await FeedAsync(document, """{"identifier":"a","traits":{"t":null}}""", """{"identifier":"b","traits":{"t":1,"t":null}}""", """{"identifier":"c","traits":{"t":""}}"""));

        users.Select(user => user["segments"]!.AsArray().Count).Should().Equal(1, 1, 0);
    }

    [TestCase("""{"identifier":"secret" """, "not JSON")]
    [TestCase("", "not JSON")]
    [TestCase("[]", "must be an object")]
    [TestCase("""{"traits":{"plan":"secret"}}""", "\"identifier\"")]
    [TestCase("""{"identifier":7,"traits":{"plan":"secret"}}""", "\"identifier\"")]
    [TestCase("""{"identifier":"secret","traits":[]}""", "\"traits\" must be an object")]
    [TestCase("""{"identifier":"secret","traits":{"plan":["secret"]}}""", "A trait must be")]
    [TestCase("""{"identifier":"\ud800"}""", "Unicode")]
    public async Task LineThatIsNoUser_IsAnErrorInItsPlace(string line, string expected)
    {
        using var document = new DocumentFile();

        var run = await FeedAsync(document, """{"identifier":"before"}""", line, """{"identifier":"after"}""");

        (run.ExitCode, run.Error).Should().Be((1, ""));
        var lines = Lines(run);
        lines.Select(user => user["identifier"]?.GetValue<string>()).Should().Equal("before", null, "after");
        lines[1].AsObject().Should().ContainSingle().Which.Key.Should().Be("error");
        lines[1]["error"]!.GetValue<string>().Should().Contain(expected).And.NotContain("secret");
    }

    [Test]
    public async Task EmptyInput_IsNoLine()
    {
        using var document = new DocumentFile();

        (await ConsoleRun.FeedAsync("", ["users", "-", .. document.Options])).Should().Be(new ConsoleRun(0, "", ""));
    }

    [Test]
    public async Task MissingFileOfUsers_IsOneSentence()
    {
        using var document = new DocumentFile();

        var run = await document.AskAsync("users", document.MakePath("missing.jsonl"));

        (run.ExitCode, run.Out).Should().Be((1, ""));
        run.Faults.Should().ContainSingle().Which.Should().StartWith("There is no file");
    }

    [Test]
    public async Task NonAsciiText_IsWrittenInAscii()
    {
        using var document = new DocumentFile();

        var run = await FeedAsync(document, """{"identifier":"wörld 😀"}""");

        run.Out.Should().Match(text => text.All(char.IsAscii));
        Lines(run)[0]["identifier"]!.GetValue<string>().Should().Be("wörld 😀");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Line_IsPrintedBeforeTheNextIsRead(CancellationToken cancellationToken)
    {
        using var document = new DocumentFile();
        using var input = new LineReader();
        using var output = new StringWriter();
        var run = FlagConsoleApp.RunAsync(["users", "-", .. document.Options], new ConsoleContext(input, output, TextWriter.Null, IsTerminal: false, _ => null), cancellationToken);
        input.Write("""{"identifier":"ada"}""");

        await input.WaitForReadsAsync(2, cancellationToken);

        output.ToString().Should().Contain("ada").And.EndWith(Environment.NewLine);
        input.Write(null);
        (await run.WaitAsync(Patience, cancellationToken)).Should().Be(0);
    }

    private static Task<ConsoleRun> FeedAsync(DocumentFile document, params string[] lines) =>
        ConsoleRun.FeedAsync(string.Join('\n', lines) + "\n", ["users", "-", .. document.Options]);

    private static JsonNode[] Lines(ConsoleRun run) =>
        [.. run.Out.Split(Environment.NewLine)[..^1].Select(line => JsonNode.Parse(line)!)];

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    /// <summary>Gives lines when they are written, and says how many were asked for.</summary>
    private sealed class LineReader : TextReader
    {
        private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();
        private readonly Channel<int> _reads = Channel.CreateUnbounded<int>();
        private int _asked;

        public void Write(string? line) => _lines.Writer.TryWrite(line);

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            _reads.Writer.TryWrite(++_asked);
            return _lines.Reader.ReadAsync(cancellationToken);
        }

        public async Task WaitForReadsAsync(int count, CancellationToken cancellationToken)
        {
            while (await _reads.Reader.ReadAsync(cancellationToken) < count)
            {
            }
        }
    }
}
