namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents a condition: a property of the user or the environment, compared with a value.</summary>
internal sealed record SegmentCondition
{
    /// <summary>Gets the operator.</summary>
    public required ConditionOperator Operator { get; init; }

    /// <summary>Gets the trait's key, or a path that starts with <c>$.</c>; null or empty for a split by identity key.</summary>
    public string? Property { get; init; }

    /// <summary>Gets the value to compare with.</summary>
    public ConditionValue Value { get; init; } = ConditionValue.Null;

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Condition {Operator}";
}
