using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents a rule as it was judged.</summary>
/// <param name="Type">The quantifier.</param>
/// <param name="Matches">Whether the rule matches.</param>
/// <param name="Conditions">The conditions up to the one that decided.</param>
/// <param name="Rules">The rules within the rule, up to the one that decided.</param>
internal sealed record RuleExplanation(RuleType Type, bool Matches, ImmutableArray<ConditionExplanation> Conditions, ImmutableArray<RuleExplanation> Rules)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"{Type}, matches: {Matches}";
}
