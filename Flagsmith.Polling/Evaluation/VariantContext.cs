namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents one variant of a split feature.</summary>
internal sealed record VariantContext
{
    /// <summary>Gets the value of users in this variant.</summary>
    public required FlagValue Value { get; init; }

    /// <summary>Gets the share of users in percent.</summary>
    public required double Weight { get; init; }

    /// <summary>Gets whether the document writes the weight as an integer. The reason says <c>30</c> then, and <c>30.0</c> otherwise.</summary>
    public bool IsWeightInteger { get; init; }

    /// <summary>Gets the place in the row of variants: the smallest comes first, and equal ones keep document order.</summary>
    public required Priority Priority { get; init; }

    /// <summary>Gets the variant's key. The empty text is a key; null is none.</summary>
    public string? Key { get; init; }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Variant";
}
