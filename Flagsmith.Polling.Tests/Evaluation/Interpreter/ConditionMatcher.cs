using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Judges the conditions of segments for one evaluation.</summary>
/// <param name="properties">The properties.</param>
/// <param name="patterns">The regular expressions.</param>
/// <param name="userKey">The key that splits without a property hash; null without a user.</param>
internal sealed class ConditionMatcher(PropertyReader properties, PatternCache patterns, string? userKey)
{
    /// <summary>Determines whether a condition matches.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="segmentKey">The key of its segment.</param>
    public bool Matches(SegmentCondition condition, string segmentKey)
    {
        var value = properties.Read(condition.Property);
        return condition.Operator switch
        {
            ConditionOperator.PercentageSplit => PercentageSplitTest.Matches(segmentKey, SplitBy(condition, value), condition.Value.Text),
            ConditionOperator.In => Membership.Matches(value, condition.Value),
            ConditionOperator.IsSet => value.IsSet,
            ConditionOperator.IsNotSet => !value.IsSet,
            _ => value.IsSet && condition.Value.List is null && Matches(condition.Operator, value, condition.Value.Text),
        };
    }

    private bool Matches(ConditionOperator comparison, EvaluationValue value, string? expected) => comparison switch
    {
        ConditionOperator.Contains => Containment.Contains(value, expected),
        ConditionOperator.NotContains => Containment.NotContains(value, expected),
        ConditionOperator.Regex => patterns.IsMatch(value, expected),
        ConditionOperator.Modulo => ModuloTest.Matches(value, expected),
        _ => Comparison.Matches(comparison, value, expected),
    };

    private EvaluationValue SplitBy(SegmentCondition condition, EvaluationValue value) => string.IsNullOrEmpty(condition.Property) ? userKey : value;
}
