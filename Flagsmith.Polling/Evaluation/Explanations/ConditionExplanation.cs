namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents a condition as it was judged.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Matches">Whether it matches.</param>
internal sealed record ConditionExplanation(SegmentCondition Condition, bool Matches)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"{Condition.Operator}, matches: {Matches}";
}
