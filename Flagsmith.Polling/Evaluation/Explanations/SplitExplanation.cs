using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents the split of the state that a flag took.</summary>
/// <param name="Percentage">The user's percentage, from 0 to below 100.</param>
/// <param name="Shares">The shares of the variants, side by side from 0 on; what is left is the control value's.</param>
/// <param name="Variant">The variant's key, or <c>control</c>; null for a variant that has no key.</param>
internal sealed record SplitExplanation(double Percentage, ImmutableArray<VariantShare> Shares, string? Variant)
{
    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => $"Split of {Shares.Length} variants";
}
