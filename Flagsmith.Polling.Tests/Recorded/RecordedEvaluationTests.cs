using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Tests.Recorded;

/// <summary>What real servers said about users, and what the document they had says in memory.</summary>
public sealed class RecordedEvaluationTests
{
    private const string OtherEnvironment = "identities-post-no-forbidden-traits"; // asked with the key of an environment whose document was not recorded

    // Their responses hold the traits that decided, the stored ones too.
    private static readonly string[] Servers = ["edge-proxy", "django-api"];

    private static IEnumerable<TestCaseData> Users() =>
        from server in Servers
        from exchange in RecordedExchange.All(server)
        where exchange is { Path: "identities/", Status: 200, RespondBody.Length: > 0 } && exchange.RespondBody.Contains("\"flags\"", StringComparison.Ordinal)
            && exchange.Name != OtherEnvironment
        select new TestCaseData(server, exchange).SetArgDisplayNames(exchange.ToString());

    [TestCaseSource(nameof(Users))]
    public void RecordedUser_HasTheSameFlagsInMemory(string server, object recorded)
    {
        using var response = JsonDocument.Parse(((RecordedExchange)recorded).RespondBody);
        var root = response.RootElement;
        var document = EnvironmentDocument.Parse(RecordedExchange.Load("documents", server).RespondBody);

        var user = document.GetFlags(root.GetProperty("identifier").GetString()!, TraitsOf(root));

        var expected = root.GetProperty("flags").EnumerateArray().Select(Describe).ToArray();
        user.Flags.Where(flag => expected.Any(line => line.StartsWith(flag.Feature.Name + ":", StringComparison.Ordinal))).Select(Describe).Should().Equal(expected);
    }

    [TestCase("django-api", SegmentsWithoutIdentity.IdentityIndependent)]
    [TestCase("edge-proxy", SegmentsWithoutIdentity.All)] // it lets every segment apply without a user, as the reference engine does
    public void RecordedEnvironment_HasTheSameFlagsInMemory(string server, SegmentsWithoutIdentity segments)
    {
        using var response = JsonDocument.Parse(RecordedExchange.Load(server, "flags-list-server-key").RespondBody);
        var options = new LocalEvaluationOptions { SegmentsWithoutIdentity = segments };
        var document = EnvironmentDocument.Parse(Encoding.UTF8.GetBytes(RecordedExchange.Load("documents", server).RespondBody), options);

        document.Flags.Flags.Select(Describe).Should().BeEquivalentTo(response.RootElement.EnumerateArray().Select(Describe));
    }

    [Test]
    public void Users_AreMany() => Users().Should().HaveCountGreaterThan(40);

    private static Dictionary<string, TraitValue> TraitsOf(JsonElement response)
    {
        var traits = new Dictionary<string, TraitValue>();
        foreach (var trait in response.GetProperty("traits").EnumerateArray())
        {
            if (ValueOf(trait.GetProperty("trait_value")) is { } value)
            {
                traits[trait.GetProperty("trait_key").GetString()!] = value;
            }
        }

        return traits;
    }

    private static TraitValue? ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
        _ => default(TraitValue?),
    };

    private static string Describe(JsonElement flag)
    {
        var value = flag.GetProperty("feature_state_value");
        var text = value.ValueKind is JsonValueKind.Null ? "" : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.ToString();
        return $"{flag.GetProperty("feature").GetProperty("name").GetString()}: {flag.GetProperty("enabled").GetBoolean()} {text}";
    }

    private static string Describe(FlagState flag) => $"{flag.Feature.Name}: {flag.Enabled} {flag.Value}";
}
