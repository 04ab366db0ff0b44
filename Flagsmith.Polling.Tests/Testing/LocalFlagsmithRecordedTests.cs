using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Testing;

/// <summary>The local server against every request that was recorded from the real ones: same status, same headers that clients look at, same JSON members and types.</summary>
public sealed class LocalFlagsmithRecordedTests
{
    private const string ClientKey = "oracleClientKey000000A";

    // What only an evaluation of segments and percentages can know: there the value may be missing or be there.
    private static readonly string[] NeedsEvaluation =
    [
        "flags[mv_", "flags[seg_mv].variant", "flags[seg_not_set].feature_segment", "flags[seg_percent].feature_segment",
    ];

    // The recorded user had been there before.
    private static readonly Dictionary<string, string[]> RequestsBefore = new(StringComparer.Ordinal)
    {
        ["identities-get-after-post"] = ["identities-post-traits"],
        ["identities-post-trait-null"] = ["identities-post-traits"],
        ["identities-get-after-null"] = ["identities-post-traits", "identities-post-trait-null"],
        ["identities-get-after-transient-trait"] = ["identities-post-transient-trait"],
        ["identities-post-unknown-fields"] = ["identities-post-trait-list"],
        ["content-type-charset"] = ["identities-post-trait-list"],
    };

    private static IEnumerable<TestCaseData> Django() => Cases("django-api");

    private static IEnumerable<TestCaseData> EdgeProxy() => Cases("edge-proxy");

    [TestCaseSource(nameof(Django))]
    [TestCaseSource(nameof(EdgeProxy))]
    public async Task Response_IsLikeTheRecordedOne(string serverName, string name)
    {
        var recorded = RecordedExchange.Load(serverName, name);
        await using var server = await StartAsync(recorded);
        foreach (var earlier in serverName == "django-api" ? RequestsBefore.GetValueOrDefault(name, []) : [])
        {
            using var _ = await SendAsync(server, RecordedExchange.Load(serverName, earlier));
        }

        using var response = await SendAsync(server, recorded);

        ((int)response.StatusCode).Should().Be(recorded.Status);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        foreach (var header in new[] { "Content-Type", "Allow", "X-Flagsmith-Document-Updated-At" })
        {
            headers.ContainsKey(header).Should().Be(recorded.RespondHeaders.Contains(header), header);
        }

        headers.GetValueOrDefault("Content-Type").Should().Be(recorded.RespondHeaders["Content-Type"].SingleOrDefault());
        headers.GetValueOrDefault("Allow").Should().Be(recorded.RespondHeaders["Allow"].SingleOrDefault());
        if (recorded.RespondHeaders["Location"].SingleOrDefault() is { } location)
        {
            new Uri(server.ApiUrl, headers["Location"]).AbsolutePath.Should().Be(new Uri(server.ApiUrl, location).AbsolutePath);
        }

        if (!recorded.LacksBody)
        {
            var body = (await response.Content.ReadAsStringAsync()).Trim();
            Shape(body).Should().Equal(Shape(recorded.RespondBody));
        }
    }

    [Test]
    public void Recorded_HoldsEveryRequestInScope()
    {
        RecordedExchange.All("django-api").Should().HaveCount(71);
        RecordedExchange.All("edge-proxy").Should().HaveCount(71);
    }

    private static IEnumerable<TestCaseData> Cases(string server) =>
        RecordedExchange.All(server).Select(exchange => new TestCaseData(server, exchange.Name).SetArgDisplayNames(exchange.ToString()));

    /// <summary>A server like the recorded one: its flags, overrides, rules and settings of the environment that the key belongs to.</summary>
    private static async Task<LocalFlagsmith> StartAsync(RecordedExchange recorded)
    {
        var isDjango = recorded.Server == "django-api";
        var key = recorded.Headers.GetValueOrDefault("X-Environment-Key", "");
        var server = await LocalFlagsmith.StartAsync(options =>
        {
            options.EdgeProxy = !isDjango;
            options.EnvironmentKey = isDjango && key.StartsWith("oracle", StringComparison.Ordinal) ? key : ClientKey;
            options.ServerSideKey = "ser.oracleServerKey0000A";
            options.HideDisabledFlags = options.EnvironmentKey.StartsWith("oracleHidden", StringComparison.Ordinal);
            options.AllowClientTraits = !options.HideDisabledFlags;
            options.HideSensitiveData = options.EnvironmentKey.StartsWith("oracleSensitive", StringComparison.Ordinal);
            options.StopServingFlags = options.EnvironmentKey.StartsWith("oracleStopped", StringComparison.Ordinal);
        });
        var list = server.EnvironmentKey.StartsWith("oracleHidden", StringComparison.Ordinal) ? "hidden-env-flags" : "flags-list-server-key";
        foreach (var flag in FlagListReader.Read(Encoding.UTF8.GetBytes(RecordedExchange.Load("django-api", list).RespondBody)).Flags)
        {
            server.SetFlag(WithVariant(flag));
        }

        server.SetServerOnly("server_only");
        if (!server.EnvironmentKey.StartsWith("oracleHidden", StringComparison.Ordinal))
        {
            SetUsersAndRules(server);
        }

        return server;
    }

    // The list does not tell which multivariate features have keys for their variants; the recorded one has.
    private static FlagState WithVariant(FlagState flag) => new()
    {
        Id = flag.Id,
        Enabled = flag.Enabled,
        Value = flag.Value,
        EnvironmentId = flag.EnvironmentId,
        Feature = flag.Feature,
        Variant = flag.Feature.Name == "mv_three" ? "control" : null,
    };

    private static void SetUsersAndRules(LocalFlagsmith server)
    {
        server.SetOverride("vip-user", "int_positive", true, 43);
        server.SetOverride("vip-user", "identity_value", true, "vip value");
        server.SetOverride("vip-user", "seg_and_identity", true, "vip wins over segment");
        server.SetOverride("ünïcode user+tag@example.com", "identity_value", true, "unicode override");
        server.AddRule("country", "GB", "seg_priority", true, "adults p0");
        server.AddRule("email", "a@example.com", "seg_priority", true, "beta p1");
        server.AddRule("email", "a@example.com", "seg_value", true, "seg beta");
        server.AddRule("email", "a@example.com", "seg_enable", true, 5);
        server.AddRule("email", "a@example.com", "seg_and_identity", false, "seg");
    }

    private static async Task<HttpResponseMessage> SendAsync(LocalFlagsmith server, RecordedExchange exchange)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), new Uri(server.ApiUrl, exchange.PathAndQuery));
        if (exchange.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        }

        foreach (var (name, value) in exchange.Headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Every member with its type, one a line; for a page or a text, that it is one.</summary>
    private static List<string> Shape(string body)
    {
        if (body.Length == 0 || body[0] is not ('{' or '['))
        {
            return [body.Length == 0 ? "nothing" : body.StartsWith('<') ? "page" : body];
        }

        var lines = new List<string>();
        Describe(JsonNode.Parse(body), "", lines);
        lines.RemoveAll(line => NeedsEvaluation.Any(part => line.Contains(part, StringComparison.Ordinal)));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Describe(JsonNode? node, string path, List<string> lines)
    {
        switch (node)
        {
            case JsonObject members:
                lines.Add($"{path}: object");
                foreach (var (name, value) in members)
                {
                    Describe(value, $"{path}.{name}", lines);
                }

                break;
            case JsonArray items:
                lines.Add($"{path}: array");
                for (var i = 0; i < items.Count; i++)
                {
                    var item = items[i] as JsonObject;
                    var label = (item?["feature"] as JsonObject)?["name"] ?? item?["trait_key"] ?? i;
                    Describe(items[i], $"{path}[{label}]", lines);
                }

                break;
            default:
                lines.Add($"{path}: {node?.GetValueKind() switch { null => "null", JsonValueKind.True or JsonValueKind.False => "boolean", var kind => kind.ToString() }}");
                break;
        }
    }
}
