using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents a rule: a quantifier over conditions, and the same quantifier over rules within the rule.</summary>
internal sealed record SegmentRule
{
    /// <summary>Gets the quantifier.</summary>
    public required RuleType Type { get; init; }

    /// <summary>Gets the conditions in document order.</summary>
    public ImmutableArray<SegmentCondition> Conditions { get; init; } = [];

    /// <summary>Gets the rules within this one, in document order.</summary>
    public ImmutableArray<SegmentRule> Rules { get; init; } = [];

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"{Type} of {Conditions.Length} conditions and {Rules.Length} rules";
}
