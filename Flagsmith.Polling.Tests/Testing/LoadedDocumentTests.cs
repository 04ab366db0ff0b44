using System.Text;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Local;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary>The local server with a document loaded: its flags, for everybody and for users, are what the document says.</summary>
public sealed partial class LoadedDocumentTests
{
    private const string ClientKey = "local-environment-key";
    private const string ServerKey = "ser.local-environment-key";

    private static readonly string Document = Documents.Of(
        [Documents.State("colour", "\"red\""), Documents.State("secret", "1", id: 9), Documents.State("off", enabled: false, id: 3), Documents.State("unset", "\"default\"", id: 4)],
        [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0")), Documents.Segment("no plan", "plan", "IS_NOT_SET", "", Documents.State("unset", "\"segment\"", id: 4))],
        [Documents.Override("bond", Documents.State("colour", "\"black\""))]);

    private static IEnumerable<TestCaseData> Users()
    {
        const string Gold = """[{"trait_key":"plan","trait_value":"gold"}]""";
        const string None = "[]";
        yield return Case("GET", "GET", "?identifier=ada", "", "red", "red");
        yield return Case("GET of a stored trait", "GET", "?identifier=stored", "", "gold", "gold");
        yield return Case("GET of an override", "GET", "?identifier=bond", "", "black", "black");
        yield return Case("GET, transient", "GET", "?identifier=stored&transient=true", "", "red", "gold");
        yield return Case("GET of an override, transient", "GET", "?identifier=bond&transient=true", "", "red", "black");
        yield return Case("POST", "POST", "", Body("ada", None), "red", "red");
        yield return Case("POST of a trait, which is stored", "POST", "", Body("ada", Gold), "gold", "gold");
        yield return Case("POST of no traits, with a stored one", "POST", "", Body("stored", None), "gold", "gold");
        yield return Case("POST of another trait beside the stored one", "POST", "", Body("stored", """[{"trait_key":"age","trait_value":7}]"""), "gold", "gold");
        yield return Case("POST over the stored one", "POST", "", Body("stored", """[{"trait_key":"plan","trait_value":"free"}]"""), "red", "red");
        yield return Case("POST that deletes the stored one", "POST", "", Body("stored", """[{"trait_key":"plan","trait_value":null}]"""), "red", "red");
        yield return Case("POST of a transient trait", "POST", "", Body("ada", """[{"trait_key":"plan","trait_value":"gold","transient":true}]"""), "gold", "red");
        yield return Case("POST of a transient trait before the stored one", "POST", "", Body("stored", """[{"trait_key":"plan","trait_value":"free","transient":true}]"""), "red", "gold");
        yield return Case("POST of a transient trait without a value", "POST", "", Body("stored", """[{"trait_key":"plan","trait_value":null,"transient":true}]"""), "red", "gold");
        yield return Case("POST, transient", "POST", "", Body("ada", Gold, "true"), "gold", "red");
        yield return Case("POST of a known user, transient", "POST", "", Body("stored", None, "true"), "gold", "gold");
        yield return Case("POST of an override", "POST", "", Body("bond", Gold), "black", "black");
        yield return Case("POST of an override, transient", "POST", "", Body("bond", Gold, "true"), "black", "black");

        static TestCaseData Case(string name, string method, string query, string body, string colour, string later) => new TestCaseData(method, query, body, colour, later).SetArgDisplayNames(name);
        static string Body(string identifier, string traits, string transient = "false") => $$"""{"identifier":"{{identifier}}","traits":{{traits}},"transient":{{transient}}}""";
    }

    [TestCaseSource(nameof(Users))]
    public async Task User_HasTheFlagsOfTheDocument_ForTheTraitsThatCount(string method, string query, string body, string colour, string later)
    {
        await using var server = await LoadedAsync(Document);
        server.SetTrait("stored", "plan", "gold");

        var user = await AskAsync(server, "identities/" + query, method, body);

        ValueOf(user["flags"]!, "colour").Should().Be(colour);
        var identifier = user["identifier"]!.GetValue<string>();
        ValueOf((await AskAsync(server, $"identities/?identifier={identifier}"))["flags"]!, "colour").Should().Be(later);
    }

    [Test]
    public async Task OverrideOfAUser_IsMarked_AndTheUserKnown()
    {
        await using var server = await LoadedAsync(Document);

        server.GetTraits("bond").Should().BeEmpty();
        server.GetTraits("ada").Should().BeNull();
        var flags = (await AskAsync(server, "identities/?identifier=bond"))["flags"]!.AsArray();

        flags.Where(flag => flag!["identity"] is not null).Select(flag => flag!["feature"]!["name"]!.GetValue<string>()).Should().Equal("colour");
    }

    [Test]
    public async Task ClientTraitsThatAreDropped_DoNotDecide()
    {
        await using var server = await LoadedAsync(Document, options => options.AllowClientTraits = false);

        var user = await AskAsync(server, "identities/", "POST", """{"identifier":"ada","traits":[{"trait_key":"plan","trait_value":"gold"}]}""");

        ValueOf(user["flags"]!, "colour").Should().Be("red");
    }

    [TestCase(false, "null", ClientKey, "colour,off,unset", "colour,off,unset")]
    [TestCase(false, "null", ServerKey, "colour,secret,off,unset", "colour,secret,off,unset")]
    [TestCase(false, "true", ServerKey, "colour,secret,unset", "colour,secret,unset")]
    [TestCase(false, "true", ClientKey, "colour,secret,unset", "colour,unset", Description = "Flagsmith then forgets to hide those for servers only")]
    [TestCase(true, "null", ClientKey, "colour,off,unset", "colour,off,unset")]
    [TestCase(true, "true", ClientKey, "colour,unset", "colour,unset")]
    [TestCase(true, "true", ServerKey, "colour,secret,off,unset", "colour,secret,off,unset")]
    public async Task FlagsThatTheDocumentHides_AreHidden(bool edgeProxy, string hidesDisabled, string key, string everybody, string user)
    {
        await using var server = await LoadedAsync(Document.Replace("\"hide_disabled_flags\":null", $"\"hide_disabled_flags\":{hidesDisabled}", StringComparison.Ordinal), options => options.EdgeProxy = edgeProxy);

        NamesOf(await AskAsync(server, "flags/", key: key)).Should().Be(everybody);
        NamesOf((await AskAsync(server, "identities/?identifier=ada", key: key))["flags"]!).Should().Be(user);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task EnvironmentsList_AppliesNoSegment(bool edgeProxy)
    {
        await using var server = await LoadedAsync(Document, options => options.EdgeProxy = edgeProxy);

        ValueOf(await AskAsync(server, "flags/"), "unset").Should().Be("default");
        ValueOf((await AskAsync(server, "identities/?identifier=ada"))["flags"]!, "unset").Should().Be("segment");
    }

    [Test]
    public async Task EdgeProxy_EvaluatesTheTraitsOfTheRequest_AndStoresNone()
    {
        await using var server = await LoadedAsync(Document, options => options.EdgeProxy = true);

        ValueOf((await AskAsync(server, "identities/", "POST", """{"identifier":"ada","traits":[{"trait_key":"plan","trait_value":"gold"}]}"""))["flags"]!, "colour").Should().Be("gold");
        ValueOf((await AskAsync(server, "identities/", "POST", """{"identifier":"ada","traits":[]}"""))["flags"]!, "colour").Should().Be("red");
        ValueOf((await AskAsync(server, "identities/?identifier=bond"))["flags"]!, "colour").Should().Be("black");
    }

    private static string NamesOf(JsonNode flags) => string.Join(',', flags.AsArray().Select(flag => flag!["feature"]!["name"]!.GetValue<string>()));

    private static string? ValueOf(JsonNode flags, string name) =>
        flags.AsArray().Single(flag => flag!["feature"]!["name"]!.GetValue<string>() == name)!["feature_state_value"]?.GetValue<string>();

    private static async Task<LocalFlagsmith> LoadedAsync(string document, Action<LocalFlagsmithOptions>? configure = null)
    {
        var server = await LocalFlagsmith.StartAsync(configure);
        server.LoadEnvironmentDocument(document);
        return server;
    }

    private static async Task<JsonNode> AskAsync(LocalFlagsmith server, string path, string method = "GET", string body = "", string key = ClientKey)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.ApiUrl, path));
        request.Headers.TryAddWithoutValidation("X-Environment-Key", key);
        request.Content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
