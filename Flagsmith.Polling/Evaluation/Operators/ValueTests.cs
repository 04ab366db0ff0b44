using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>Makes the tests of one environment.</summary>
/// <param name="patterns">The environment's regular expressions.</param>
internal sealed class ValueTests(SegmentPatterns patterns)
{
    private static readonly PresenceTest IsSet = new(expected: true);
    private static readonly PresenceTest IsNotSet = new(expected: false);
    private static readonly NeverTest Never = new();

    /// <summary>Makes the test of a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="segmentKey">The key of its segment, the seed of its percentage split.</param>
    public ValueTest Make(SegmentCondition condition, string segmentKey) => condition.Operator switch
    {
        ConditionOperator.IsSet => IsSet,
        ConditionOperator.IsNotSet => IsNotSet,
        ConditionOperator.In => MembershipTest.Of(condition.Value),
        _ when condition.Value.List is not null => Never, // no other operator knows lists
        ConditionOperator.PercentageSplit => SplitShare.TryParse(segmentKey, condition.Value.Text) is { } split ? new PercentageSplitTest(split) : Never,
        ConditionOperator.Contains => new ContainmentTest(condition.Value.Text),
        ConditionOperator.NotContains => new AbsenceTest(condition.Value.Text),
        ConditionOperator.Regex => new PatternTest(patterns.Find(condition.Value.Text)),
        ConditionOperator.Modulo => ModuloTest.TryParse(condition.Value.Text) is { } modulo ? modulo : Never,
        ConditionOperator.Unknown => Never,
        _ => new ComparisonTest(condition.Operator, condition.Value.Text),
    };
}
