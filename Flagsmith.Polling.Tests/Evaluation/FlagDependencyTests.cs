using System.Collections.Immutable;
using System.Numerics;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Model;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Conditions on other flags: they read the flags' final results of the same evaluation.</summary>
public sealed class FlagDependencyTests
{
    /// <summary>Evaluates whether a condition on the flag "gate" matches.</summary>
    private static bool Matches(FeatureContext gate, string property, string @operator, string? value, EvaluatedIdentity? identity = null) =>
        new FlagEvaluator(Environment([gate], Segment("s", All(Condition(property, @operator, value)))))
            .Evaluate(identity, SegmentsWithoutUser.All).Segments.Length == 1;

    [TestCase("EQUAL", "true", true, true)]
    [TestCase("EQUAL", "TRUE", true, true)]
    [TestCase("EQUAL", "1", true, true)]
    [TestCase("EQUAL", "", true, true)]
    [TestCase("EQUAL", "false", false, true)]
    [TestCase("EQUAL", "FALSE", true, true)]
    [TestCase("EQUAL", "FALSE", false, false)]
    [TestCase("EQUAL", "0", true, true)]
    [TestCase("NOT_EQUAL", "true", false, true)]
    [TestCase("NOT_EQUAL", "true", true, false)]
    [TestCase("IN", "true", true, false)]
    [TestCase("REGEX", "True", true, true)]
    [TestCase("REGEX", "False", false, true)]
    [TestCase("CONTAINS", "True", true, false)]
    [TestCase("NOT_CONTAINS", "x", true, false)]
    [TestCase("IS_SET", null, false, true)]
    [TestCase("IS_NOT_SET", null, false, false)]
    [TestCase("PERCENTAGE_SPLIT", "100", true, true)]
    public void Enabled_OfAFlag_IsABoolean(string @operator, string? value, bool isOn, bool matches) =>
        Matches(Feature("gate", isOn), "$.flags.gate.enabled", @operator, value).Should().Be(matches);

    private static object?[][] Values() =>
    [
        [(FlagValue)"10", "EQUAL", "10", true],
        [(FlagValue)"10", "IN", "10", true],
        [(FlagValue)"007", "IN", "007", false],
        [(FlagValue)"007", "IN", "7", true],
        [(FlagValue)"1.0", "EQUAL", "1", true],
        [(FlagValue)10, "GREATER_THAN", "9", true],
        [(FlagValue)"blue", "EQUAL", "blue", true],
        [(FlagValue)"", "IS_SET", null, true],
        [FlagValue.Null, "IS_SET", null, false],
        [FlagValue.Null, "NOT_EQUAL", "x", false],
        [(FlagValue)true, "EQUAL", "true", true],
        [(FlagValue)2.5, "EQUAL", "2.50", true],
    ];

    [TestCaseSource(nameof(Values))]
    public void Value_OfADisabledFlag_IsReadLikeAnyProperty(FlagValue flag, string @operator, string? value, bool matches) =>
        Matches(Feature("gate", enabled: false, flag), "$.flags.gate.value", @operator, value).Should().Be(matches);

    [Test]
    public void Variant_OfAFlag_IsItsKeyAndUnsetWithoutUser()
    {
        bool Reads(string? value, string? key, double weight, EvaluatedIdentity? identity) =>
            Matches(Feature("gate", variants: Variant("v", weight, key: key)), "$.flags.gate.variant", value is null ? "IS_NOT_SET" : "EQUAL", value, identity);

        Reads("red", "red", 100, Identity()).Should().BeTrue();
        Reads("control", "red", 0, Identity()).Should().BeTrue();
        Reads("10.0", "10.0", 100, Identity()).Should().BeTrue();
        Reads(null, null, 100, Identity()).Should().BeTrue("the variant has no key");
        Reads(null, "red", 100, null).Should().BeTrue("there is no user");
        Matches(Feature("gate"), "$.flags.gate.variant", "IS_NOT_SET", null, Identity()).Should().BeTrue("there are no variants");
    }

    [TestCase("EQUAL", "true", false)]
    [TestCase("NOT_EQUAL", "true", false)]
    [TestCase("IS_SET", null, false)]
    [TestCase("IS_NOT_SET", null, true)]
    [TestCase("NOT_CONTAINS", "x", false)]
    public void Flag_ThatIsUnknown_HasNoValue(string @operator, string? value, bool matches)
    {
        Matches(Feature("gate"), "$.flags.other.enabled", @operator, value).Should().Be(matches);

        new FlagEvaluator(Environment([Feature("gate")], Segment("o", All(Yes), Override("other", "x")), Segment("s", All(Condition("$.flags.other.enabled", @operator, value)))))
            .Evaluate().Segments.Names().Contains("s").Should().Be(matches, "an override does not create a flag");
    }

    [TestCase("$.flags.gate", false)]
    [TestCase("$.flags", false)]
    [TestCase("$.flags.gate.metadata", false)]
    [TestCase("$.flags.gate.Enabled", false)]
    [TestCase("$.flags.Gate.enabled", false)]
    [TestCase("$.flags.*.enabled", false)]
    [TestCase("$.flags['gate','gate'].enabled", false)]
    [TestCase("$..enabled", false)]
    [TestCase("$['flags'].gate.enabled", false)]
    [TestCase("$.flags['gate'].enabled", true)]
    [TestCase("$.flags[\"gate\"]['enabled']", true)]
    [TestCase("$.flags .gate .enabled", true)]
    [TestCase("$.flags.gate.name", true)]
    [TestCase("$.flags.gate.reason", true)]
    public void Path_ToAFlag_IsASingularOne(string property, bool isSet) =>
        Matches(Feature("gate", enabled: true), property, "IS_SET", null).Should().Be(isSet);

    [Test]
    public void Name_WithEscapesAndSurrogates_IsFound() =>
        Matches(Feature("café 😀", enabled: true), "$.flags[\"caf\\u00e9 \\ud83d\\ude00\"].enabled", "EQUAL", "true").Should().BeTrue();

    [Test]
    public void Trait_NamedLikeThePath_StandsInForTheFlag()
    {
        var identity = Identity(Someone, ("$.flags.gate.enabled", true));

        Matches(Feature("gate", enabled: false), "$.flags.gate.enabled", "EQUAL", "true", identity).Should().BeTrue();
    }

    [Test]
    public void Features_InAPath_AreTheDefaultsUnevaluated()
    {
        var segments = new FlagEvaluator(Environment(
            [Feature("gate")],
            Segment("on", All(Yes), Override("gate", "x")),
            Segment("default", All(Condition("$.features.gate.enabled", "EQUAL", "true"))),
            Segment("evaluated", All(IsOn("gate"))))).Evaluate().Segments;

        segments.Names().Should().Equal("on", "evaluated");
    }

    [Test]
    public void Prerequisite_OnByTheUsersOwnState_Counts()
    {
        var context = Environment([Feature("ui"), Feature("gate")], Segment("s", All(IsOn("gate")), Override("ui", "fancy"))) with
        {
            IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { [Someone] = [Override("gate", "own")] },
        };

        new FlagEvaluator(context).Evaluate(Identity()).Find("ui")!.Value.Should().Be((FlagValue)"fancy");
        new FlagEvaluator(context).Evaluate(Identity("other")).Find("ui")!.Value.Should().Be(FlagValue.Null);
    }

    [Test]
    public void OwnState_OfTheDependentFlag_BeatsAPrerequisiteThatIsOff()
    {
        var off = Segment("ui-depends-on-gate", Any(Condition("$.flags[\"gate\"].enabled", "NOT_EQUAL", "true")), Feature("ui", enabled: false) with { Priority = Priority.Of(BigInteger.Zero) });
        var context = Environment([Feature("ui", enabled: true), Feature("gate")], off) with
        {
            IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { [Someone] = [Override("ui", "own")] },
        };

        new FlagEvaluator(context).Evaluate(Identity()).Find("ui")!.Reason.Should().Be("TARGETING_MATCH; segment=identity_overrides");
        new FlagEvaluator(context).Evaluate(Identity("other")).Find("ui")!.Enabled.Should().BeFalse();
    }

    [Test]
    public void Flag_ForcedOffByItsPrerequisite_KeepsItsVariant()
    {
        var ui = Feature("ui", enabled: true, "control", Variant("red", 100, key: "r"));
        var off = Segment("ui-depends-on-gate", Any(Condition("$.flags.gate.enabled", "NOT_EQUAL", "true")), ui with { Enabled = false });

        new FlagEvaluator(Environment([ui, Feature("gate")], off)).Evaluate(Identity()).Find("ui")
            .Should().BeEquivalentTo(new { Enabled = false, Value = (FlagValue)"red", Variant = "r", Reason = "SPLIT; weight=100.0" });
    }

    [Test]
    public void Dependencies_ThroughSeveralFlags_DoNotDependOnTheOrderOfTheDocument()
    {
        FeatureContext[] features = [Feature("c"), Feature("b"), Feature("a", enabled: true), Feature("d")];
        SegmentContext[] segments = [Segment("c-on-b", All(IsOn("b")), Override("c", "on")), Segment("b-on-a", All(IsOn("a")), Override("b", "on")), Segment("d", Rule(RuleType.Any, [], All(IsOn("c"))), Override("d", "on"))];

        foreach (var (f, s) in new[] { (features, segments), (features.Reverse().ToArray(), segments.Reverse().ToArray()) })
        {
            var result = new FlagEvaluator(Environment(f, s)).Evaluate();

            result.Flags.Select(flag => flag.Name).Should().Equal(f.Select(feature => feature.Name));
            result.Flags.Should().OnlyContain(flag => flag.Enabled);
            result.Segments.Names().Should().Equal(s.Select(segment => segment.Name));
        }
    }
}
