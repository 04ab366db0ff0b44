using System.Collections.Immutable;
using System.Numerics;
using Flagsmith.Polling.Evaluation;
using Flagsmith.Polling.Evaluation.Explanations;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>How a flag came about: the candidates, their rules and the split.</summary>
public sealed class ExplanationTests
{
    private static readonly EvaluationContext Context = Environment(
        [Feature("flag", enabled: true, "default", Variant("red", 40, key: "r"), Variant("blue", 60))],
        Segment("pro", All(Yes, Condition("plan", "EQUAL", "pro"), Condition("region", "EQUAL", "eu")), Override("flag", "pro", Priority.Of(new BigInteger(2)))),
        Segment("other", All(Yes), Override("else", "x")),
        Segment("all", Rule(RuleType.Any, [No, Yes, No], None(No)), Override("flag", "all", Priority.Of(new BigInteger(7))), Override("flag", "never", Priority.Of(new BigInteger(8)))));

    [Test]
    public void Flag_OfSegments_ShowsTheCandidatesAndTheChosenOne()
    {
        var explanation = new FlagEvaluator(Context).Explain("flag", Identity(Someone, ("plan", "free")))!;

        explanation.Result.Should().Be(new FlagEvaluator(Context).Evaluate(Identity(Someone, ("plan", "free"))).Find("flag"));
        explanation.Candidates.Select(candidate => (candidate.SegmentName, candidate.Priority.ToString(), candidate.Applies, candidate.IsChosen, candidate.Segment?.Verdict)).Should().Equal(
            ("pro", "2", false, false, SegmentVerdict.NotMatched),
            ("all", "7", true, true, SegmentVerdict.Matched),
            ("all", "8", true, false, SegmentVerdict.Matched),
            (null, "Weakest", true, false, null));
        explanation.Split.Should().BeNull("the override has no variants");
    }

    [Test]
    public void Rules_OfACandidate_ShowTheConditionsUpToTheOneThatDecides()
    {
        var candidates = new FlagEvaluator(Context).Explain("flag", Identity(Someone, ("plan", "free")))!.Candidates;

        candidates[0].Segment!.Rules.Select(Describe).Should().Equal("All no [$.environment.name IsSet yes, plan Equal no]");
        candidates[1].Segment!.Rules.Select(Describe).Should().Equal("Any yes [$.environment.name IsNotSet no, $.environment.name IsSet yes] (None yes [$.environment.name IsNotSet no])");
    }

    [Test]
    public void Flag_OfTheDefault_ShowsTheSplit()
    {
        var context = Context with { Segments = [] };
        var percentage = Percentage.Of("flag-key", "env_" + Someone);
        var isRed = percentage < 40;

        var explanation = new FlagEvaluator(context).Explain("flag", Identity())!;

        explanation.Candidates.Should().ContainSingle().Which.IsChosen.Should().BeTrue();
        explanation.Split!.Percentage.Should().Be(percentage);
        explanation.Split.Shares.Should().Equal(new VariantShare("r", 40, isRed), new VariantShare(null, 60, !isRed));
        explanation.Split.Variant.Should().Be(isRed ? "r" : null);
    }

    [Test]
    public void Flag_OfTheUsersOwnState_ShowsItFirst()
    {
        var context = Context with { IdentityOverrides = new Dictionary<string, ImmutableArray<FeatureContext>> { [Someone] = [Override("flag", "own")] } };

        var own = new FlagEvaluator(context).Explain("flag", Identity())!.Candidates[0];

        own.Should().Be(new CandidateExplanation("identity_overrides", Priority.Strongest, Applies: true, IsChosen: true, Segment: null));
    }

    [Test]
    public void Segment_ThatWasNotJudged_SaysWhy()
    {
        var rule = All(Yes);
        for (var i = 0; i < 100; i++)
        {
            rule = Rule(RuleType.All, [], rule);
        }

        var context = Environment(
            [Feature("flag")],
            Segment("user", All(Condition("plan", "IS_SET", null)), Override("flag", 1)),
            Segment("cycle", All(IsOn("flag")), Override("flag", 1)),
            Segment("deep", rule, Override("flag", 1)));

        new FlagEvaluator(context).Explain("flag")!.Candidates.Select(candidate => candidate.Segment?.Verdict)
            .Should().Equal(SegmentVerdict.NoUser, SegmentVerdict.ReadsCycle, SegmentVerdict.TooDeep, null);
    }

    [Test]
    public void Flag_ThatIsUnknown_HasNoExplanation() => new FlagEvaluator(Context).Explain("unknown").Should().BeNull();

    private static string Describe(RuleExplanation rule) =>
        $"{rule.Type} {YesNo(rule.Matches)} [{string.Join(", ", rule.Conditions.Select(part => $"{part.Condition.Property} {part.Condition.Operator} {YesNo(part.Matches)}"))}]"
        + (rule.Rules.IsEmpty ? "" : $" ({string.Join(", ", rule.Rules.Select(Describe))})");

    private static string YesNo(bool value) => value ? "yes" : "no";
}
