using Flagsmith.Polling.Evaluation;
using static Flagsmith.Polling.Tests.Evaluation.Engine;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>Rules: the quantifier over conditions, and the same one over the rules within.</summary>
public sealed class RuleTests
{
    [TestCase("ALL", "", true)]
    [TestCase("ALL", "y", true)]
    [TestCase("ALL", "yy", true)]
    [TestCase("ALL", "yn", false)]
    [TestCase("ALL", "n", false)]
    [TestCase("ANY", "", true)]
    [TestCase("ANY", "n", false)]
    [TestCase("ANY", "ny", true)]
    [TestCase("ANY", "nn", false)]
    [TestCase("NONE", "", true)]
    [TestCase("NONE", "n", true)]
    [TestCase("NONE", "nn", true)]
    [TestCase("NONE", "ny", false)]
    [TestCase("NONE", "y", false)]
    [TestCase("SOME", "", true)]
    [TestCase("SOME", "y", false)]
    [TestCase("SOME", "n", false)]
    public void Quantifier_OverConditionsOrRules_HoldsForBoth(string type, string parts, bool matches)
    {
        var conditions = parts.Select(part => part == 'y' ? Yes : No).ToArray();

        IsMember(Identity(), Rule(RuleTypes.Parse(type), conditions)).Should().Be(matches, "of conditions");
        IsMember(Identity(), Rule(RuleTypes.Parse(type), [], [.. conditions.Select(condition => All(condition))])).Should().Be(matches, "of rules");
    }

    [TestCase("ALL", "y", "y", true)]
    [TestCase("ALL", "y", "n", false)]
    [TestCase("ALL", "n", "y", false)]
    [TestCase("ANY", "y", "y", true)]
    [TestCase("ANY", "y", "n", false)]
    [TestCase("ANY", "n", "y", false)]
    [TestCase("NONE", "n", "n", true)]
    [TestCase("NONE", "n", "y", false)]
    [TestCase("NONE", "y", "n", false)]
    public void Rule_OfConditionsAndRules_MatchesIfBothDo(string type, string condition, string inner, bool matches) =>
        IsMember(Identity(), Rule(RuleTypes.Parse(type), [condition == "y" ? Yes : No], All(inner == "y" ? Yes : No))).Should().Be(matches);

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
            IsMember(Identity(Someone, ("trait", trait)), All(new SegmentCondition { Property = "trait", Operator = comparison, Value = list }));

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
