using System.Collections.Immutable;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Judges the rules of segments for one evaluation.</summary>
/// <param name="conditions">Judges their conditions.</param>
internal sealed class SegmentMatcher(ConditionMatcher conditions)
{
    /// <summary>Determines whether a segment has rules and all match.</summary>
    public bool Matches(SegmentContext segment) =>
        !segment.Rules.IsEmpty && segment.Rules.All(rule => Matches(rule, segment.Key));

    /// <summary>Determines whether the quantifier holds for the rule's conditions, and for the rules within it.</summary>
    private bool Matches(SegmentRule rule, string segmentKey) =>
        Holds(rule.Type, rule.Conditions, condition => conditions.Matches(condition, segmentKey))
        && Holds(rule.Type, rule.Rules, inner => Matches(inner, segmentKey));

    private static bool Holds<T>(RuleType type, ImmutableArray<T> parts, Func<T, bool> matches) => parts.IsEmpty || type switch
    {
        RuleType.All => parts.All(matches),
        RuleType.Any => parts.Any(matches),
        RuleType.None => !parts.Any(matches),
        _ => false,
    };
}
