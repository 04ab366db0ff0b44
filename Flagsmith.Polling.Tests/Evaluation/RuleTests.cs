using Flagsmith.Polling.Evaluation;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Rules: the quantifier over conditions, and the same one over the rules within.</summary>
public sealed class RuleTests
{
    [TestCase(RuleType.All, "", true)]
    [TestCase(RuleType.All, "y", true)]
    [TestCase(RuleType.All, "yy", true)]
    [TestCase(RuleType.All, "yn", false)]
    [TestCase(RuleType.All, "n", false)]
    [TestCase(RuleType.Any, "", true)]
    [TestCase(RuleType.Any, "n", false)]
    [TestCase(RuleType.Any, "ny", true)]
    [TestCase(RuleType.Any, "nn", false)]
    [TestCase(RuleType.None, "", true)]
    [TestCase(RuleType.None, "n", true)]
    [TestCase(RuleType.None, "nn", true)]
    [TestCase(RuleType.None, "ny", false)]
    [TestCase(RuleType.None, "y", false)]
    [TestCase(RuleType.Unknown, "", true)]
    [TestCase(RuleType.Unknown, "y", false)]
    [TestCase(RuleType.Unknown, "n", false)]
    public void Quantifier_OverConditionsOrRules_HoldsForBoth(RuleType type, string parts, bool matches)
    {
        var conditions = parts.Select(part => part == 'y' ? Yes : No).ToArray();

        IsMember(Identity(), Rule(type, conditions)).Should().Be(matches, "of conditions");
        IsMember(Identity(), Rule(type, [], [.. conditions.Select(condition => All(condition))])).Should().Be(matches, "of rules");
    }

    [TestCase(RuleType.All, "y", "y", true)]
    [TestCase(RuleType.All, "y", "n", false)]
    [TestCase(RuleType.All, "n", "y", false)]
    [TestCase(RuleType.Any, "y", "y", true)]
    [TestCase(RuleType.Any, "y", "n", false)]
    [TestCase(RuleType.Any, "n", "y", false)]
    [TestCase(RuleType.None, "n", "n", true)]
    [TestCase(RuleType.None, "n", "y", false)]
    [TestCase(RuleType.None, "y", "n", false)]
    public void Rule_OfConditionsAndRules_MatchesIfBothDo(RuleType type, string condition, string inner, bool matches) =>
        IsMember(Identity(), Rule(type, [condition == "y" ? Yes : No], All(inner == "y" ? Yes : No))).Should().Be(matches);

    [Test]
    public void Segment_WithoutRules_HasNoMembers() => IsMember(Identity()).Should().BeFalse();

    [Test]
    public void Segment_OfSeveralRules_NeedsAll()
    {
        IsMember(Identity(), All(Yes), Any(Yes)).Should().BeTrue();
        IsMember(Identity(), All(Yes), Any(No)).Should().BeFalse();
    }

    [Test]
    public void Types_OfDocuments_AreReadExactly()
    {
        RuleTypes.Parse("ALL").Should().Be(RuleType.All);
        RuleTypes.Parse("ANY").Should().Be(RuleType.Any);
        RuleTypes.Parse("NONE").Should().Be(RuleType.None);
        RuleTypes.Parse("all").Should().Be(RuleType.Unknown);
        RuleTypes.Parse(null).Should().Be(RuleType.Unknown);
    }

    [Test]
    public void List_AsValue_IsOfUseToInAlone()
    {
        var list = ConditionValue.OfList(["a", "1.0", "True"]);
        bool Matches(ConditionOperator comparison, object? trait) =>
            IsMember(Identity(User, ("trait", trait)), All(new SegmentCondition { Property = "trait", Operator = comparison, Value = list }));

        Matches(ConditionOperator.In, "a").Should().BeTrue();
        Matches(ConditionOperator.In, "b").Should().BeFalse();
        Matches(ConditionOperator.In, 1.0).Should().BeFalse();
        Matches(ConditionOperator.In, "True").Should().BeTrue();
        Matches(ConditionOperator.IsSet, "b").Should().BeTrue();
        Matches(ConditionOperator.NotEqual, "b").Should().BeFalse();
        Matches(ConditionOperator.Regex, "None").Should().BeFalse();
        Matches(ConditionOperator.PercentageSplit, "a").Should().BeFalse();
    }

    [TestCase(64, true)]
    [TestCase(65, false)]
    [TestCase(100_000, false)]
    public void Rules_NestedDeeply_MatchAsFarAsADocumentCanSay(int depth, bool matches)
    {
        var rule = All(Yes);
        for (var i = 1; i < depth; i++)
        {
            rule = Rule(RuleType.All, [], rule);
        }

        IsMember(Identity(), rule).Should().Be(matches);
    }
}
