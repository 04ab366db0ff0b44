namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents the share of one variant.</summary>
/// <param name="Key">The variant's key; null for none.</param>
/// <param name="Weight">The share in percent.</param>
/// <param name="IsChosen">Whether the user is in it.</param>
internal sealed record VariantShare(string? Key, double Weight, bool IsChosen)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Share";
}
