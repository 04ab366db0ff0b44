using Flagsmith.Polling.Evaluation;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Evaluation of the environment alone: which segments count.</summary>
public sealed class WithoutUserTests
{
    [TestCase("plan", "IS_NOT_SET", null, false, true)]
    [TestCase("", "IS_NOT_SET", null, false, true)]
    [TestCase("$.identity.key", "IS_NOT_SET", null, false, true)]
    [TestCase("$.identity.traits.plan", "IS_NOT_SET", null, false, true)]
    [TestCase("$.not a path", "IS_NOT_SET", null, false, true)]
    [TestCase("$.flags.*.enabled", "IS_NOT_SET", null, false, true)]
    [TestCase("$['environment'].name", "IS_NOT_SET", null, false, true)]
    [TestCase("$.environment.name", "EQUAL", "Production", true, true)]
    [TestCase("$.features.gate.enabled", "EQUAL", "true", true, true)]
    [TestCase("$.flags.gate.enabled", "EQUAL", "true", true, true)]
    [TestCase("$.flags.none.enabled", "IS_NOT_SET", null, true, true)]
    [TestCase("$.segments['s-key'].name", "EQUAL", "s", true, true)]
    [TestCase("", "PERCENTAGE_SPLIT", "100", false, false)]
    [TestCase("$.flags.gate.enabled", "PERCENTAGE_SPLIT", "100", true, true)]
    public void Segment_OfOneCondition_MatchesAsChosen(string property, string @operator, string? value, bool byDefault, bool asInTheReference)
    {
        var evaluator = new FlagEvaluator(Environment([Feature("gate", enabled: true)], Segment("s", All(Condition(property, @operator, value)), Override("gate", "x"))));
        bool Matches(SegmentsWithoutUser withoutUser) => evaluator.Evaluate(null, withoutUser).Segments.Length == 1;

        if (property.StartsWith("$.flags.gate", StringComparison.Ordinal))
        {
            evaluator = new FlagEvaluator(Environment([Feature("gate", enabled: true)], Segment("s", All(Condition(property, @operator, value)))));
        }

        Matches(default).Should().Be(byDefault);
        Matches(SegmentsWithoutUser.ThatReadNoUser).Should().Be(byDefault);
        Matches(SegmentsWithoutUser.All).Should().Be(asInTheReference);
        Matches(SegmentsWithoutUser.None).Should().BeFalse();
    }

    [Test]
    public void Segment_WithOneConditionOnTheUserAnywhere_DoesNotMatch()
    {
        var rule = Rule(RuleType.Any, [Yes], Rule(RuleType.Any, [], Any(Yes, Condition("plan", "EQUAL", "pro"))));
        var evaluator = new FlagEvaluator(Environment([], Segment("s", rule)));

        evaluator.Evaluate().Segments.Should().BeEmpty();
        evaluator.Evaluate(null, SegmentsWithoutUser.All).Segments.Should().HaveCount(1);
        evaluator.Evaluate(Identity()).Segments.Should().HaveCount(1);
    }

    [Test]
    public void Rule_OfNoneOverTraits_DoesNotMatchByDefault()
    {
        var evaluator = new FlagEvaluator(Environment([], Segment("s", None(Condition("plan", "EQUAL", "pro")))));

        evaluator.Evaluate().Segments.Should().BeEmpty();
        evaluator.Evaluate(null, SegmentsWithoutUser.All).Segments.Should().HaveCount(1);
    }

    [Test]
    public void Prerequisite_OfTheEnvironment_CountsWithoutUser()
    {
        var evaluator = new FlagEvaluator(Environment([Feature("ui", enabled: true), Feature("gate")], Segment("s", Any(Condition("$.flags[\"gate\"].enabled", "NOT_EQUAL", "true")), Feature("ui"))));

        evaluator.Evaluate().Find("ui")!.Enabled.Should().BeFalse();
        evaluator.Evaluate(null, SegmentsWithoutUser.None).Find("ui")!.Enabled.Should().BeTrue();
    }
}
