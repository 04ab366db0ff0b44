using System.Text.Json;

namespace Flagsmith.Polling.Tests.Snapshots;

/// <summary>What a flag says beside its state: segment and experiment, which few flags have.</summary>
public sealed class FlagDetailsTests
{
    private static readonly FlagExperiment Experiment = new(7, "buttons", InExperiment: true);

    [TestCase(null, null, null)]
    [TestCase("DEFAULT", null, null)]
    [TestCase("SPLIT; weight=30.0", null, null)]
    [TestCase("SPLIT; weight=30.0", "gold", "gold")]
    [TestCase("TARGETING_MATCH; segment=gold", null, "gold")]
    [TestCase("TARGETING_MATCH; segment=gold", "gold", "gold")]
    [TestCase("TARGETING_MATCH; segment=a; b", null, "a; b")]
    [TestCase("TARGETING_MATCH; segment=", null, "")]
    [TestCase("TARGETING_MATCH; segment=identity_overrides", null, null)]
    [TestCase("targeting_match; segment=gold", null, null)]
    [TestCase("ERROR; code=CIRCULAR_DEPENDENCY", "gold", "gold")]
    public void Segment_IsTheOneGiven_OtherwiseTheOneThatTheReasonNames(string? reason, string? segment, string? expected)
    {
        FlagState[] inAnyOrder =
        [
            new() { Feature = new() { Name = "a" }, Reason = reason, Segment = segment, Experiment = Experiment },
            new() { Feature = new() { Name = "a" }, Segment = segment, Experiment = Experiment, Reason = reason },
            new() { Feature = new() { Name = "a" }, Experiment = Experiment, Reason = reason, Segment = segment },
            new() { Feature = new() { Name = "a" }, Reason = reason, Segment = segment },
        ];

        inAnyOrder.Should().OnlyContain(flag => flag.Segment == expected && flag.Reason == reason);
        inAnyOrder.Select(flag => flag.Experiment).Should().Equal(Experiment, Experiment, Experiment, null);
    }

    [Test]
    public void Content_IsComparedWithSegmentAndExperiment()
    {
        var plain = Make(null, null);

        plain.HasSameContent(Make(null, null)).Should().BeTrue();
        Make("gold", Experiment).HasSameContent(Make("gold", new FlagExperiment(7, "buttons", InExperiment: true))).Should().BeTrue();
        new[] { Make("gold", null), Make(null, Experiment), Make(null, Experiment with { Id = 8 }), Make(null, Experiment with { Name = "x" }), Make(null, Experiment with { InExperiment = false }) }
            .Should().OnlyContain(other => !plain.HasSameContent(other) && !other.HasSameContent(plain) && !other.HasSameContent(Make("gold", Experiment)));
    }

    [Test]
    public void Json_KeepsTheExperiment_AsOnTheWire()
    {
        var json = JsonSerializer.Serialize(Make(null, Experiment));

        json.Should().Contain("\"metadata\":{\"experiment\":{\"id\":7,\"name\":\"buttons\",\"in_experiment\":true}}");
        JsonSerializer.Deserialize<FlagState>(json)!.Experiment.Should().Be(Experiment);
        JsonSerializer.Serialize(Make(null, null)).Should().NotContain("metadata");
    }

    [TestCase("""{"experiment":{"id":7,"name":"buttons","in_experiment":true}}""", true)]
    [TestCase("""{"experiment":{"in_experiment":true,"more":[{}],"name":"buttons","id":7.0},"later":{"experiment":1}}""", true)]
    [TestCase("""{"before":[1,{"experiment":{}}],"\u0065xperiment":{"id":7,"n\u0061me":"buttons","in_experiment":true}}""", true)]
    [TestCase("""{"experiment":{},"experiment":{"id":7,"name":"buttons","in_experiment":true}}""", true)]
    [TestCase("""{"experiment":{"id":7,"name":"buttons","in_experiment":true},"experiment":null}""", false)]
    [TestCase("""{"experiment":{"id":7,"name":"buttons","in_experiment":true,"id":"7"}}""", false)]
    [TestCase("""{"experiment":{"id":"7","name":"buttons","in_experiment":true}}""", false)]
    [TestCase("""{"experiment":{"id":7,"name":null,"in_experiment":true}}""", false)]
    [TestCase("""{"experiment":{"id":7,"name":"buttons","in_experiment":1}}""", false)]
    [TestCase("""{"experiment":{"id":7,"name":"buttons"}}""", false)]
    [TestCase("""{"experiment":[7,"buttons",true]}""", false)]
    [TestCase("""{"experiment":{"id":7,"name":"\ud83d","in_experiment":true}}""", false)]
    [TestCase("{}", false)]
    [TestCase("[]", false)]
    [TestCase("null", false)]
    [TestCase("\"experiment\"", false)]
    public void Metadata_OfAnyForm_IsAnExperimentOrNone_OnTheWireAndInDocuments(string metadata, bool isExperiment)
    {
        var expected = isExperiment ? Experiment : null;
        var flag = $$"""{"feature":{"id":1,"name":"a"},"metadata":{{metadata}},"enabled":true,"feature_state_value":"v"}""";

        var read = JsonSerializer.Deserialize<FlagState>(flag)!;
        var document = EnvironmentDocument.Parse($$"""{"api_key":"k","project":{"segments":[]},"feature_states":[{{flag}}]}""");

        read.Experiment.Should().Be(expected);
        (read.Enabled, read.Value).Should().Be((true, (FlagValue)"v"));
        document.Flags.GetFlag("a")!.Experiment.Should().Be(expected);
    }

    [Test]
    public void Segment_OfAVariantWithinASegment_IsKnownInLocalEvaluation()
    {
        var document = EnvironmentDocument.Parse(
            """
            {"api_key":"k","name":"e","project":{"segments":[{"id":1,"name":"gold","rules":[{"type":"ALL","conditions":[{"operator":"EQUAL","property_":"plan","value":"gold"}],"rules":[]}],
             "feature_states":[{"feature":{"id":1,"name":"a"},"enabled":true,"feature_state_value":"control","metadata":{"experiment":{"id":7,"name":"buttons","in_experiment":true}},
              "multivariate_feature_state_values":[{"id":1,"percentage_allocation":100,"multivariate_feature_option":{"value":"v"}}]}]}]},
             "feature_states":[{"feature":{"id":1,"name":"a"},"enabled":false,"feature_state_value":null,"metadata":{"experiment":{"id":7,"name":"buttons","in_experiment":false}}}],
             "identity_overrides":[{"identifier":"own","identity_features":[{"feature":{"id":1,"name":"a"},"enabled":true,"feature_state_value":"mine"}]}]}
            """);

        var gold = document.GetFlags("ada", new Dictionary<string, TraitValue> { ["plan"] = "gold" }).GetFlag("a")!;
        var other = document.GetFlags("ada", null).GetFlag("a")!;
        var own = document.GetFlags("own", null).GetFlag("a")!;

        (gold.Reason, gold.Segment, gold.Experiment).Should().Be(("SPLIT; weight=100", "gold", Experiment));
        (other.Reason, other.Segment, other.Experiment).Should().Be(("DEFAULT", null, Experiment with { InExperiment = false }));
        (own.Segment, own.IsIdentityOverride, own.Experiment).Should().Be((null, true, null));
    }

    [Test]
    public async Task ExperimentThatChangesAlone_IsPublished()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Body(isIn: false));
        await polling.StartAsync();
        polling.Api.RespondJson(Body(isIn: true));

        await polling.Flags.RefreshAsync();

        polling.Flags.Current.Version.Should().Be(2);
        polling.Flags.Current.GetFlag("a")!.Experiment.Should().Be(Experiment);

        static string Body(bool isIn) =>
            """[{"feature":{"id":1,"name":"a"},"enabled":true,"metadata":{"experiment":{"id":7,"name":"buttons","in_experiment":IN}}}]""".Replace("IN}", isIn ? "true}" : "false}", StringComparison.Ordinal);
    }

    private static FlagState Make(string? segment, FlagExperiment? experiment) => new() { Feature = new() { Name = "a" }, Reason = "DEFAULT", Segment = segment, Experiment = experiment };
}
