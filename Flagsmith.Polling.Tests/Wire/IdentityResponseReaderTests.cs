using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Tests.Recorded;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Wire;

public sealed class IdentityResponseReaderTests
{
    private static readonly string[] Servers = ["django-api", "edge-proxy"];
    private static readonly bool[] Both = [true, false];

    private static IEnumerable<TestCaseData> Recorded() =>
        from server in Servers
        from exchange in RecordedExchange.All(server)
        where exchange is { Path: "identities/", Status: 200 } && exchange.RespondBody.Contains("\"flags\":", StringComparison.Ordinal)
        from known in Both
        select new TestCaseData(exchange.RespondBody, known ? RecordedExchange.Load(server, "flags-list").RespondBody : "[]").SetArgDisplayNames($"{exchange}, environment {(known ? "known" : "unknown")}");

    [TestCaseSource(nameof(Recorded))]
    public void Read_RecordedResponse_GivesTheRecordedFlagsAndTraits(string body, string environment)
    {
        var flags = BaseOf(environment);

        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), flags);
        var user = new IdentityFlagSnapshot(response.Over(flags), TraitSet.Of(response.Traits), 1, FlagSource.Api, null);

        using var document = JsonDocument.Parse(body);
        var recorded = document.RootElement.GetProperty("flags").EnumerateArray().ToArray();
        response.Malformed.Should().Be(0);
        user.Flags.Should().HaveSameCount(recorded);
        foreach (var flag in recorded)
        {
            var name = flag.GetProperty("feature").GetProperty("name").GetString()!;
            user.IsEnabled(name).Should().Be(flag.GetProperty("enabled").GetBoolean(), name);
            Text(user.GetValue(name)).Should().Be(Text(flag.GetProperty("feature_state_value")), name);
            user.GetFlag(name)!.Variant.Should().Be(flag.TryGetProperty("variant", out var variant) ? variant.GetString() : null, name);
            user.GetFlag(name)!.IsIdentityOverride.Should().Be(flag.TryGetProperty("identity", out var identity) && identity.ValueKind == JsonValueKind.Number, name);
        }

        var traits = document.RootElement.GetProperty("traits").EnumerateArray()
            .Where(trait => trait.GetProperty("trait_value").ValueKind != JsonValueKind.Null)
            .ToDictionary(trait => trait.GetProperty("trait_key").GetString()!, trait => Text(trait.GetProperty("trait_value")));
        user.Traits.ToDictionary(trait => trait.Key, trait => Text(trait.Value)).Should().BeEquivalentTo(traits);
    }

    [Test]
    public void Read_FlagsEqualToTheEnvironments_AreTheEnvironmentsObjects()
    {
        var flags = BaseOf(RecordedExchange.Load("django-api", "flags-list").RespondBody);

        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(RecordedExchange.Load("django-api", "identities-get-override").RespondBody), flags);

        // 3 overrides, 2 segments, 5 of the multivariate flags differ from what the environment's list says.
        response.Over(flags).Differences.Should().Be(10);
        response.Known[0].Should().BeSameAs(flags[0]);
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("{\"detail\":\"Missing identifier\"}")]
    [TestCase("{\"flags\":null}")]
    [TestCase("{\"flags\":[]} trailing")]
    [TestCase("{\"flags\":[")]
    [TestCase("[\"flags\",[]]")]
    [TestCase("{\"flags\":[1,{\"enabled\":true}]}")]
    [TestCase("null")]
    public void Read_SomethingElse_Throws(string body) =>
        FluentActions.Invoking(() => IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), FlagBase.Empty)).Should().Throw<JsonException>();

    [Test]
    public void Read_OddMembers_ArePassedOver()
    {
        const string body = """
            {"flags":[{"feature":{"name":"a","id":1},"enabled":true},7,{"enabled":true},{"feature":{"name":"a","id":1},"enabled":false,"feature_state_value":5}],
             "traits":[{"trait_key":"k","trait_value":null},{"trait_key":"l","trait_value":[1]},{"trait_value":1},7,{"trait_key":"m","trait_value":2},{"trait_key":"m","trait_value":3}],"new":{"x":[]}}
            """;

        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), FlagBase.Empty);
        var user = new IdentityFlagSnapshot(response.Over(FlagBase.Empty), TraitSet.Of(response.Traits), 1, FlagSource.Api, null);

        response.Malformed.Should().Be(2);
        (user.IsEnabled("a"), user.GetValue("a", 0), user.Flags.Count).Should().Be((false, 5, 1));
        user.Traits["m"].Should().Be((TraitValue)3);
        user.Traits.Should().NotContainKey("k");
    }

    [TestCase("""{"flags":null,"flags":[FLAG]}""")]
    [TestCase("""{"flags":{"flags":[]},"flags":[FLAG]}""")]
    [TestCase("""{"new":"flags","newer":["flags"],"flags":[FLAG]}""")]
    [TestCase("""{"new":"traits","newer":{"traits":7},"flags":[FLAG]}""")]
    [TestCase("""{"new":"identifier","flags":[FLAG]}""")]
    public void Read_MembersOfOtherNamesAndTypes_CountForNothing(string body)
    {
        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body.Replace("FLAG", Bodies.Flag("f"), StringComparison.Ordinal)), FlagBase.Empty);

        response.Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("f");
        response.Identifier.Should().BeNull();
    }

    [Test]
    public void TraitsThatAreAnObject_ArePassedOver_WhateverTheyHold()
    {
        var body = $$"""{"traits":{"flags":[{{Bodies.Flag("inner")}}],"identifier":"other"},"identifier":"u","flags":[{{Bodies.Flag("outer")}}]}""";

        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), FlagBase.Empty);

        response.Over(FlagBase.Empty).ToArray().Select(flag => flag.Feature.Name).Should().Equal("outer");
        response.IsFor("u").Should().BeTrue();
    }

    [Test]
    public void Read_NoFlags_HidesNothing() => IdentityResponseReader.Read("{\"flags\":[]}"u8, FlagBase.Empty).HidesDetails.Should().BeFalse();

    [Test]
    public void MoveTo_AnotherEnvironment_SaysTheSameByItsIndexes()
    {
        var body = $$"""{"identifier":"u","flags":[{{Bodies.Flag("stays")}},{{Bodies.Flag("goes")}},{{Bodies.Flag("comes")}},{{Bodies.Flag("own")}}],"traits":[]}""";
        var response = IdentityResponseReader.Read(Encoding.UTF8.GetBytes(body), BaseOf(Bodies.List(Bodies.Flag("stays"), Bodies.Flag("goes"))));

        var moved = response.MoveTo(BaseOf(Bodies.List(Bodies.Flag("new"), Bodies.Flag("comes"), Bodies.Flag("stays"))));

        moved.Known.Select(flag => flag?.Feature.Name).Should().Equal(null, "comes", "stays");
        moved.Unknown.Select(flag => flag.Feature.Name).Should().Equal("goes", "own");
        moved.Identifier.Should().Be("u");
    }

    private static FlagBase BaseOf(string body) =>
        FlagSnapshotAssembly.Assemble(FlagListReader.Read(Encoding.UTF8.GetBytes(body)).Flags, 1, FlagSource.Api, null).Base;

    private static string Text(FlagValue value) => value.Kind == FlagValueKind.String ? $"\"{value}\"" : value.IsNull ? "null" : value.ToString();

    private static string Text(TraitValue value) => value.Kind == FlagValueKind.String ? $"\"{value}\"" : value.ToString();

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"\"{value.GetString()}\"",
        JsonValueKind.Number when !value.TryGetInt64(out _) => value.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };
}
