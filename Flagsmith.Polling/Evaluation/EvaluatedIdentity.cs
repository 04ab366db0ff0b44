namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents the user of one evaluation.</summary>
internal sealed record EvaluatedIdentity
{
    private static readonly Dictionary<string, EvaluationValue> NoTraits = [];

    /// <summary>Gets the identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets the key that splits hash. Null or empty: the environment's key, an underscore and the identifier.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the traits by key, compared ordinally. Not changed once the identity exists.</summary>
    public IReadOnlyDictionary<string, EvaluationValue> Traits { get; init; } = NoTraits;

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => $"User with {Traits.Count} traits";
}
