using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary><c>environment-document/</c> of the local server: its refusals, conditions and pages.</summary>
public sealed class LocalDocumentTests
{
    private const string Path = "environment-document/";
    private const string ServerKey = "ser.local-environment-key";
    private const string ClientKey = "local-environment-key";
    private const string MissingKey = """{"detail":"Invalid or missing Environment key"}""";
    private const string UnknownKey = """{"detail":"Invalid or missing Environment Key"}""";
    private const string Five = """
        {"api_key":"x","project":{"name":"Shop","segments":[{"id":1}]},"feature_states":[{"weight":10.0}],
        "identity_overrides":[{"identifier":"a"},{"identifier":"b"},{"identifier":"c"},{"identifier":"d"},{"identifier":"e"}]}
        """;

    [Test]
    public async Task Document_IsServedByteForByte()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "{ \"not\" : nice"u8];
        server.SetEnvironmentDocument(bytes);
        bytes[0] = 0;

        using var response = await SendAsync(server, ServerKey);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal([0xEF, 0xBB, 0xBF, .. "{ \"not\" : nice"u8]);
    }

    [Test]
    public async Task Document_ThatIsSetAgain_TakesThePlaceOfTheFirst()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetEnvironmentDocument("{}");
        server.SetEnvironmentDocument("""{"name":"Größe"}""");

        using var response = await SendAsync(server, ServerKey);

        (await response.Content.ReadAsStringAsync()).Should().Be("""{"name":"Größe"}""");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Document_ThatIsNotSet_IsNotFound(bool edgeProxy)
    {
        await using var server = await LocalFlagsmith.StartAsync(options => options.EdgeProxy = edgeProxy);

        using var withSlash = await SendAsync(server, ServerKey);
        using var without = await SendAsync(server, ServerKey, path: "environment-document");

        new[] { withSlash.StatusCode, without.StatusCode }.Should().OnlyContain(status => status == HttpStatusCode.NotFound);
    }

    [TestCase(null, MissingKey)]
    [TestCase("", MissingKey)]
    [TestCase(ClientKey, MissingKey)]
    [TestCase("unknown", MissingKey)]
    [TestCase("ser.unknown", UnknownKey)]
    public async Task Django_WithoutTheServerSideKey_Refuses(string? key, string body)
    {
        await using var server = await StartAsync();

        using var response = await SendAsync(server, key);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
        response.Content.Headers.LastModified.Should().BeNull();
    }

    [Test]
    public async Task Django_OfAStoppedOrganisation_Refuses()
    {
        await using var server = await StartAsync(options => options.StopServingFlags = true);

        using var response = await SendAsync(server, ServerKey);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Django_OtherMethods_AreAnsweredAsRecorded()
    {
        await using var server = await StartAsync();

        using var head = await SendAsync(server, ServerKey, method: "HEAD");
        using var post = await SendAsync(server, ServerKey, method: "POST");
        using var withoutSlash = await SendAsync(server, ServerKey, path: "environment-document");

        head.Should().BeEquivalentTo(new { StatusCode = HttpStatusCode.OK });
        head.Content.Headers.ContentLength.Should().Be(2);
        post.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        post.Content.Headers.Allow.Should().Equal("GET", "HEAD", "OPTIONS");
        withoutSlash.StatusCode.Should().Be(HttpStatusCode.MovedPermanently);
        withoutSlash.Headers.Location.Should().Be(new Uri("/api/v1/environment-document/", UriKind.Relative));
    }

    [TestCase("Thu, 26 Nov 2026 01:21:06 GMT", HttpStatusCode.NotModified)]
    [TestCase("Thu, 26 Nov 2026 01:21:07 GMT", HttpStatusCode.NotModified)]
    [TestCase("Thu, 26 Nov 2026 01:21:05 GMT", HttpStatusCode.OK)]
    [TestCase("yesterday", HttpStatusCode.OK)]
    [TestCase("2026-11-26T01:21:06+00:00", HttpStatusCode.OK)]
    [TestCase(null, HttpStatusCode.OK)]
    public async Task Django_IfModifiedSince_IsCompared(string? since, HttpStatusCode status)
    {
        await using var server = await StartAsync(SetClock);

        using var response = await SendAsync(server, ServerKey, headers: ("If-Modified-Since", since));

        response.StatusCode.Should().Be(status);
        response.Content.Headers.NonValidated["Last-Modified"].ToString().Should().Be("Thu, 26 Nov 2026 01:21:06 GMT");
        var isNew = status == HttpStatusCode.OK;
        (await response.Content.ReadAsStringAsync()).Should().Be(isNew ? "{}" : "");
        response.Headers.NonValidated.TryGetValues("X-Flagsmith-Document-Updated-At", out var updatedAt).Should().Be(isNew);
        updatedAt.ToString().Should().Be(isNew ? "1795656066.564906" : "");
    }

    [Test]
    public async Task Django_IfNoneMatch_SwitchesTheDateOff()
    {
        await using var server = await StartAsync(SetClock);

        using var response = await SendAsync(server, ServerKey, headers: [("If-Modified-Since", "Thu, 26 Nov 2026 01:21:06 GMT"), ("If-None-Match", "*")]);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Django_HasNoPages()
    {
        await using var server = await StartAsync();
        server.SetEnvironmentDocument(Five);

        using var response = await SendAsync(server, ServerKey, path: Path + "?page_id=x");

        response.Headers.Contains("Link").Should().BeFalse();
        (await response.Content.ReadAsStringAsync()).Should().Be(Five);
    }

    [Test]
    public async Task Pages_LedToByTheirLinks_HaveAllOverrides()
    {
        await using var server = await StartAsync(options => options.OverridesPerPage = 2);
        server.SetEnvironmentDocument(Five);

        var (pages, path) = (new List<JsonObject>(), Path);
        while (path is not null && pages.Count < 10)
        {
            using var response = await SendAsync(server, ServerKey, path: path);
            response.Content.Headers.LastModified.Should().NotBeNull();
            pages.Add(JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
            path = LinkHeader.FindNext(response.Headers);
        }

        pages.Select(page => string.Concat(page["identity_overrides"]!.AsArray().Select(entry => entry!["identifier"]))).Should().Equal("ab", "cd", "e");
        pages[0]["project"]!["segments"]!.AsArray().Should().ContainSingle();
        pages[0]["feature_states"]!.ToJsonString().Should().Be("""[{"weight":10.0}]""");
        pages.Skip(1).Should().OnlyContain(page => page["feature_states"]!.AsArray().Count == 0 && page["project"]!["segments"]!.AsArray().Count == 0);
        pages.Should().OnlyContain(page => (string)page["project"]!["name"]! == "Shop");
    }

    [Test]
    public async Task Pages_LinkIsWrittenAsTheEdgeApiWritesIt()
    {
        await using var server = await StartAsync(options => options.OverridesPerPage = 4);
        server.SetEnvironmentDocument(Five);

        using var response = await SendAsync(server, ServerKey);
        using var unknown = await SendAsync(server, ServerKey, path: Path + "?page_id=x");

        response.Headers.GetValues("Link").Should().Equal("""</api/v1/environment-document/?page_id=identity_override%3A1>; rel="next" """.Trim());
        unknown.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [TestCase(5)]
    [TestCase(6)]
    public async Task Pages_OfADocumentThatFitsIntoOne_AreTheDocument(int size)
    {
        await using var server = await StartAsync(options => options.OverridesPerPage = size);
        server.SetEnvironmentDocument(Five);

        using var response = await SendAsync(server, ServerKey);

        response.Headers.Contains("Link").Should().BeFalse();
        (await response.Content.ReadAsStringAsync()).Should().Be(Five);
    }

    [Test]
    public async Task Pages_OfWhatIsNotJson_AreRefused()
    {
        await using var server = await StartAsync(options => options.OverridesPerPage = 1);

        server.Invoking(_ => _.SetEnvironmentDocument("{")).Should().Throw<JsonException>();
    }

    [TestCase("/api/v1/environment-document/", "")]
    [TestCase("/api/v1/environment-document/?page_id=a%3Ab", "?page_id=a%3Ab")]
    public async Task EdgeProxy_WithASlash_RedirectsToHttpAndTheHostThatWasAsked(string path, string query)
    {
        await using var server = await StartAsync(options => options.EdgeProxy = true);

        using var response = await SendAsync(server, ServerKey, path: path, headers: [("Host", "flags.example.com"), ("X-Forwarded-Proto", "https")]);

        response.StatusCode.Should().Be(HttpStatusCode.TemporaryRedirect);
        response.Headers.Location!.AbsoluteUri.Should().Be("http://flags.example.com/api/v1/environment-document" + query);
    }

    [TestCase(ServerKey, HttpStatusCode.OK, Five)]
    [TestCase(ClientKey, HttpStatusCode.OK, Five)]
    [TestCase("ser.unknown", HttpStatusCode.Unauthorized, """{"status":"unauthorized","message":"unknown key 'ser.unknown'"}""")]
    [TestCase(null, HttpStatusCode.Unauthorized, """{"status":"unauthorized","message":"unknown key None"}""")]
    public async Task EdgeProxy_WithoutASlash_ServesTheDocumentToBothKeys(string? key, HttpStatusCode status, string body)
    {
        await using var server = await StartAsync(options => (options.EdgeProxy, options.OverridesPerPage) = (true, 1));
        server.SetEnvironmentDocument(Five);

        using var response = await SendAsync(server, key, path: "environment-document", headers: ("If-Modified-Since", "Fri, 31 Dec 9999 00:00:00 GMT"));

        response.StatusCode.Should().Be(status);
        JsonNode.DeepEquals(JsonNode.Parse(await response.Content.ReadAsStringAsync()), JsonNode.Parse(body)).Should().BeTrue();
        response.Content.Headers.LastModified.Should().BeNull();
    }

    [Test]
    public async Task EdgeProxy_Head_IsNotAllowed()
    {
        await using var server = await StartAsync(options => options.EdgeProxy = true);

        using var response = await SendAsync(server, ServerKey, path: "environment-document", method: "HEAD");

        response.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.Should().Equal("GET");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task OurClient_ReadsDocumentPagesAndConditions(bool edgeProxy)
    {
        await using var server = await StartAsync(options => (options.EdgeProxy, options.OverridesPerPage) = (edgeProxy, 3));
        server.SetEnvironmentDocument(Five);
        await using var polling = new PollingHost(options => (options.EnvironmentKey, options.ApiUrl) = (ServerKey, server.ApiUrl), stubHttp: false);
        var provider = (FlagProvider)polling.Flags;
        var request = ApiRequest.Flags(provider.Options) with { Url = new Uri(server.ApiUrl, Path), WantsHead = true, FollowsSlashRedirect = true };

        using var first = await provider.Environment.Api.SendAsync(request, provider.Options, CancellationToken.None);
        using var second = await provider.Environment.Api.SendAsync(request with { IfModifiedSince = first.Head.LastModified }, provider.Options, CancellationToken.None);

        JsonNode.Parse(Encoding.UTF8.GetString(first.Bytes))!["identity_overrides"]!.AsArray().Should().HaveCount(edgeProxy ? 5 : 3);
        first.Head.NextPage.Should().Be(edgeProxy ? null : "/api/v1/environment-document/?page_id=identity_override%3A1");
        first.Head.DocumentUpdatedAt.HasValue.Should().Be(!edgeProxy);
        second.Status.Should().Be(edgeProxy ? HttpStatusCode.OK : HttpStatusCode.NotModified);
        second.Head.LastModified.Should().Be(edgeProxy ? first.Head.LastModified : null, "a 304 says nothing new, and its headers are not read");
    }

    private static void SetClock(LocalFlagsmithOptions options)
    {
        var time = new ManualTimeProvider();
        time.SetWallClock(DateTimeOffset.FromUnixTimeMilliseconds(1795656066_564).AddMicroseconds(906));
        options.TimeProvider = time;
    }

    private static async Task<LocalFlagsmith> StartAsync(Action<LocalFlagsmithOptions>? configure = null)
    {
        var server = await LocalFlagsmith.StartAsync(configure);
        server.SetEnvironmentDocument("{}");
        return server;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        LocalFlagsmith server, string? key, string path = Path, string method = "GET", params (string Name, string? Value)[] headers)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.ApiUrl, path));
        foreach (var (name, value) in headers.Append(("X-Environment-Key", key)).Where(header => header.Item2 is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }
}
