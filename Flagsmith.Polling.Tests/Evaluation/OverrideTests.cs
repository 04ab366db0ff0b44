using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using Flagsmith.Polling.Evaluation;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Which state a flag takes: the user's own, that of a segment, or the default.</summary>
public sealed class OverrideTests
{
    private static readonly SegmentRule Everybody = All(Yes);

    private static FlagResult Evaluate(params SegmentContext[] segments) =>
        new FlagEvaluator(Environment([Feature("flag", value: "default")], segments)).Evaluate(Identity()).Flags.Single();

    private static Priority Of(BigInteger number) => Priority.Of(number);

    [Test]
    public void Flag_WithoutOverride_TakesTheDefault() =>
        Evaluate(Segment("s", Everybody)).Should().BeEquivalentTo(new { Name = "flag", Enabled = false, Value = (FlagValue)"default", Variant = (string?)null, Reason = "DEFAULT", SegmentName = (string?)null });

    [Test]
    public void Override_OfAMatchingSegment_Applies() =>
        Evaluate(Segment("s", Everybody, Override("flag", "mine")))
            .Should().BeEquivalentTo(new { Name = "flag", Enabled = true, Value = (FlagValue)"mine", Variant = (string?)null, Reason = "TARGETING_MATCH; segment=s", SegmentName = "s" });

    [Test]
    public void Override_OfAnotherSegmentOrFlag_DoesNot()
    {
        Evaluate(Segment("s", All(No), Override("flag", "mine"))).Reason.Should().Be("DEFAULT");
        Evaluate(Segment("s", Everybody, Override("Flag", "mine"))).Reason.Should().Be("DEFAULT");
    }

    [Test]
    public void Overrides_OfSeveralSegments_CompeteByTheSmallestNumber()
    {
        var strong = Segment("strong", Everybody, Override("flag", "strong", Of(2)));
        var weak = Segment("weak", Everybody, Override("flag", "weak", Of(9)));

        Evaluate(weak, strong).Value.Should().Be((FlagValue)"strong");
        Evaluate(strong, weak).Value.Should().Be((FlagValue)"strong");
    }

    [Test]
    public void Overrides_OfOnePriority_CompeteByDocumentOrder()
    {
        var a = Segment("a", Everybody, Override("flag", "a", Of(1)));
        var b = Segment("b", Everybody, Override("flag", "b", Of(1)), Override("flag", "b2", Of(1)));

        Evaluate(a, b).Value.Should().Be((FlagValue)"a");
        Evaluate(b, a).Value.Should().Be((FlagValue)"b", "the first one of a segment counts too");
    }

    [Test]
    public void Override_WithoutPriority_IsTheWeakestButBeatsTheDefault()
    {
        var none = Segment("none", Everybody, Override("flag", "none"));
        var some = Segment("some", Everybody, Override("flag", "some", Of(BigInteger.Pow(10, 60))));

        Evaluate(none, some).Value.Should().Be((FlagValue)"some");
        Evaluate(none).Value.Should().Be((FlagValue)"none");
    }

    [Test]
    public void Override_OfOneSegmentTwice_CompetesWithItself() =>
        Evaluate(Segment("s", Everybody, Override("flag", "weak", Of(3)), Override("flag", "strong", Of(2)))).Value.Should().Be((FlagValue)"strong");

    [Test]
    public void Priorities_OfAnySizeAndForm_AreComparedExactly()
    {
        var uuid = BigInteger.Pow(2, 128);
        Priority[] ordered = [Priority.Strongest, Of(-5), Of(0), Priority.Of(0.5), Of(1), Priority.Of(1.5), Of(uuid - 1), Of(uuid), Priority.Weakest];

        ordered.Reverse().Order().Should().Equal(ordered);
        Priority.Of(2.0).Should().Be(Of(2));
        Priority.Of(double.NegativeInfinity).Should().Be(Priority.Strongest);
        Priority.Of(double.PositiveInfinity).Should().Be(Priority.Weakest);
        default(Priority).Should().Be(Priority.Weakest);
    }

    private static FlagResult EvaluateUser(string identifier, params (string Identifier, FeatureContext State)[] overrides) =>
        new FlagEvaluator(Environment([Feature("flag", value: "default")], Segment("s", Everybody, Override("flag", "segment", Priority.Strongest))) with
        {
            IdentityOverrides = overrides.GroupBy(entry => entry.Identifier).ToDictionary(group => group.Key, group => group.Select(entry => entry.State).ToImmutableArray()),
        }).Evaluate(Identity(identifier)).Flags.Single();

    [TestCase("alice")]
    [TestCase("007")]
    [TestCase("a,b")]
    [TestCase("[\"a\"]")]
    [TestCase("1.0")]
    [TestCase("")]
    public void Override_OfOneUser_IsFoundByTheExactIdentifier(string identifier)
    {
        EvaluateUser(identifier, (identifier, Override("flag", "own")))
            .Should().BeEquivalentTo(new { Value = (FlagValue)"own", Reason = "TARGETING_MATCH; segment=identity_overrides", SegmentName = "identity_overrides" });
        EvaluateUser(identifier + "x", (identifier, Override("flag", "own"))).Value.Should().Be((FlagValue)"segment");
    }

    [Test]
    public void Overrides_OfTwoUsers_ThatPythonHashesAlike_AreKeptApart()
    {
        EvaluateUser("u", ("u", Override("flag", "")), ("v", Override("flag", false))).Value.Should().Be((FlagValue)"");
        EvaluateUser("v", ("u", Override("flag", "")), ("v", Override("flag", false))).Value.Should().Be((FlagValue)false);
    }

    [TestCase("7", "007")]
    [TestCase("a", "a,b")]
    [TestCase("alice", "Alice")]
    public void Override_OfAnotherUser_IsNotFound(string identifier, string owner) =>
        EvaluateUser(identifier, (owner, Override("flag", "own"))).Value.Should().Be((FlagValue)"segment");

    [Test]
    public void Overrides_OfOneUserAndFlag_LeaveTheLast() =>
        EvaluateUser("u", ("u", Override("flag", "first")), ("u", Override("flag", "last"))).Value.Should().Be((FlagValue)"last");

    [Test]
    public void Override_OfOneUserWithVariants_IsSplit() =>
        EvaluateUser("u", ("u", Override("flag", "control") with { Variants = [Variant("chosen", 100, key: "V")] }))
            .Should().BeEquivalentTo(new { Value = (FlagValue)"chosen", Variant = "V", Reason = "SPLIT; weight=100.0" });

    [Test]
    public void Metadata_OfTheStateThatCounts_IsTakenOver()
    {
        var json = JsonSerializer.SerializeToElement(new { id = 1 });
        var empty = JsonSerializer.SerializeToElement(new { });
        FlagResult Evaluate(JsonElement? ofDefault, JsonElement? ofOverride, SegmentRule rule) => new FlagEvaluator(Environment(
            [Feature("flag") with { Metadata = ofDefault }],
            Segment("s", rule, Override("flag", "x") with { Metadata = ofOverride }) with { Metadata = ofOverride })).Evaluate(Identity()).Flags.Single();

        Evaluate(json, null, All(No)).Metadata.Should().Be(json);
        Evaluate(json, null, Everybody).Metadata.Should().BeNull("the override has none");
        Evaluate(null, json, Everybody).Metadata.Should().Be(json);
        Evaluate(empty, null, All(No)).Metadata.Should().BeNull();
    }

    [Test]
    public void Segments_ThatMatch_AreReportedInDocumentOrderWithMetadata()
    {
        var json = JsonSerializer.SerializeToElement(new { id = 1 });
        var segments = new FlagEvaluator(Environment(
            [],
            Segment("b", Everybody) with { Metadata = json },
            Segment("no", All(No)),
            Segment("a", Everybody) with { Metadata = JsonSerializer.SerializeToElement(new { }) })).Evaluate(Identity()).Segments;

        segments.Should().Equal(new SegmentResult("b", json), new SegmentResult("a", null));
    }
}
