using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.LastKnownGood;

/// <summary>A restart in local evaluation while Flagsmith is down: the file holds the document, so that users are evaluated as before.</summary>
public sealed class LocalRestartTests
{
    private const int Users = 50;

    private static readonly string Document = GeneratedDocument.Of(seed: 14, Users);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("flags-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Restart_WithTheApiDown_EvaluatesUsersAsBefore(bool inPages)
    {
        var before = await SaveAsync(inPages);
        await using var polling = Host();
        polling.Api.Response = StubApi.Hang;
        polling.Time.Advance(TimeSpan.FromHours(5));

        await polling.StartAsync();

        var after = await ReadAsync(polling);
        after.Select(user => user.Flags.Select(Describe)).Should().BeEquivalentTo(before, options => options.WithStrictOrdering());
        after.Should().OnlyContain(user => user.Source == FlagSource.LastKnownGood && !user.IsFallback && user.Version == 1);
        after.SelectMany(user => user.Flags).Select(flag => flag.Reason).Distinct().Should().HaveCountGreaterThan(5, "segments, splits and users' own states decide");
        polling.Logs.Count("LastKnownGoodLoaded").Should().Be(1);
    }

    [Test]
    public async Task RestoredDocument_IsReplacedByTheNextOne_AndKeptAgain()
    {
        await SaveAsync(inPages: false);
        await using (var polling = Host())
        {
            polling.Api.Response = StubApi.Hang;
            await polling.StartAsync();
            polling.Api.RespondJson(Documents.Of([Documents.State("new", "\"red\"")], [Documents.Gold(Documents.State("new", "\"gold\"", priority: "0"))]));
            await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);
            polling.Time.Advance(TimeSpan.FromSeconds(11));
            await polling.Flags.RefreshAsync();
            polling.Flags.Current.Source.Should().Be(FlagSource.Api);
            await polling.Host.StopAsync();
        }

        await using var again = Host();
        again.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await again.StartAsync();

        (await again.Users.GetFlagsAsync("ada", [new("plan", "gold")])).GetValue("new", "").Should().Be("gold");
    }

    [TestCase(FlagsmithMode.LocalEvaluation, FlagsmithMode.Remote)]
    [TestCase(FlagsmithMode.Remote, FlagsmithMode.LocalEvaluation)]
    public async Task FileOfTheOtherMode_GivesTheEnvironmentsFlags(FlagsmithMode written, FlagsmithMode read)
    {
        await using (var polling = Host(written))
        {
            polling.Api.RespondJson(written == FlagsmithMode.Remote
                ? Bodies.List(Bodies.Flag("colour", value: "\"red\""))
                : Documents.Of([Documents.State("colour", "\"red\"")], [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0"))]));
            await polling.StartAsync();
            await polling.Host.StopAsync();
        }

        await using var restarted = Host(read);
        restarted.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await restarted.StartAsync();

        restarted.Flags.Current.Source.Should().Be(FlagSource.LastKnownGood);
        restarted.Flags.Current.GetValue("colour", "").Should().Be("red");
        var user = await restarted.Users.GetFlagsAsync("ada", [new("plan", "gold")]);
        (user.IsFallback, user.GetValue("colour", "")).Should().Be((true, "red"), "neither mode can know the user's own flags");
    }

    private static IEnumerable<TestCaseData> Damages()
    {
        yield return Case("no pages", """{"pages":[]}""");
        yield return Case("pages of something else", """{"pages":[{"flags":[]}]}""");
        yield return Case("pages that are none", """{"pages":[1,"x"]}""");
        yield return Case("another object", """{"document":{}}""");
        yield return Case("a document without flags that can be read", """{"pages":[{"api_key":"k","project":{},"feature_states":[{"enabled":1}]}]}""");
        static TestCaseData Case(string name, string payload) => new TestCaseData(payload).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Damages))]
    public async Task PayloadThatIsNoDocument_IsIgnoredWithOneLine(string payload)
    {
        await SaveAsync(inPages: false);
        await RewriteAsync(_ => payload);

        await ExpectIgnoredAsync(maxFlags: null);
    }

    [Test]
    public async Task DocumentOfMoreFlagsThanAllowed_IsIgnored()
    {
        await SaveAsync(inPages: false);

        await ExpectIgnoredAsync(maxFlags: 3);
    }

    [Test]
    public async Task DeepDocument_IsRestoredAsItWasReceived()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        await using (var polling = Host())
        {
            polling.Api.RespondJson(Documents.Of([Documents.State("colour", "\"red\"")], extra: $",\"more\":{deep}"));
            await polling.StartAsync();
            await polling.Host.StopAsync();
        }

        await using var restarted = Host();
        restarted.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await restarted.StartAsync();

        restarted.Flags.Current.GetValue("colour", "").Should().Be("red");
    }

    [Test]
    public async Task File_HoldsNoServerSideKey()
    {
        await SaveAsync(inPages: false);

        (await File.ReadAllTextAsync(Directory.GetFiles(_folder).Single())).Should().NotContain(PollingHost.Key).And.Contain("generated-key", "the hash needs the client-side key, which is public");
    }

    private async Task ExpectIgnoredAsync(int? maxFlags)
    {
        await using var polling = Host(configure: options => options.MaxFlags = maxFlags ?? options.MaxFlags);
        polling.Api.RespondStatus(HttpStatusCode.Forbidden);
        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LastKnownGoodIgnored") > 0);
        polling.Time.Advance(TimeSpan.FromSeconds(5));
        await start;

        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
        polling.Logs.Count("LastKnownGoodIgnored").Should().Be(1);
    }

    private async Task RewriteAsync(Func<string, string> rewrite)
    {
        var path = Directory.GetFiles(_folder).Single(file => !file.EndsWith(".previous", StringComparison.Ordinal));
        var owner = Fingerprint.Of(new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/") }, "");
        Envelope.Unwrap(await File.ReadAllBytesAsync(path), owner, out var confirmedAt, out var payload).Should().BeNull();
        await File.WriteAllBytesAsync(path, Envelope.Wrap(owner, confirmedAt, Encoding.UTF8.GetBytes(rewrite(Encoding.UTF8.GetString(payload.Span)))));
    }

    /// <summary>Runs a host once, so that it leaves a file.</summary>
    /// <returns>The users' flags.</returns>
    private async Task<List<IEnumerable<object>>> SaveAsync(bool inPages)
    {
        await using var polling = Host();
        polling.Api.Response = (request, _) => inPages ? Page(request.RequestUri!.Query) : StubApi.Json(Document);
        await polling.StartAsync();
        var users = await ReadAsync(polling);
        await polling.Host.StopAsync();
        return [.. users.Select(user => user.Flags.Select(Describe))];
    }

    /// <summary>Serves the users' overrides on a page of their own.</summary>
    private static async Task<HttpResponseMessage> Page(string query)
    {
        var page = JsonNode.Parse(Document)!.AsObject();
        if (query.Length > 0)
        {
            return await StubApi.Json(page.ToJsonString());
        }

        page["identity_overrides"] = new JsonArray();
        var response = await StubApi.Json(page.ToJsonString());
        response.Headers.TryAddWithoutValidation("Link", "</api/v1/environment-document/?page_id=2>; rel=\"next\"");
        return response;
    }

    private static async Task<List<IIdentityFlagSnapshot>> ReadAsync(PollingHost polling)
    {
        var users = new List<IIdentityFlagSnapshot>();
        foreach (var user in GeneratedUsers.Of(14, Users))
        {
            users.Add(await polling.Users.GetFlagsAsync(user));
        }

        return users;
    }

    private static object Describe(FlagState flag) => (flag.Feature.Name, flag.Enabled, flag.Value, flag.Variant, flag.Reason, flag.Segment, flag.IsIdentityOverride);

    private PollingHost Host(FlagsmithMode mode = FlagsmithMode.LocalEvaluation, Action<FlagsmithPollingOptions>? configure = null) => new(options =>
    {
        options.Mode = mode;
        options.LastKnownGood.Path = Path.Combine(_folder, "flags");
        configure?.Invoke(options);
    });
}
