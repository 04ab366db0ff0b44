using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents where a user stands in the split of a feature state.</summary>
/// <param name="Percentage">The user's percentage, from 0 to below 100.</param>
/// <param name="Variant">The variant whose share holds it; null for the control value.</param>
internal sealed record VariantSplit(double Percentage, VariantContext? Variant)
{
    /// <summary>The name of the variant of users who are in none of the others.</summary>
    public const string Control = "control";

    /// <summary>Gets the variant's key.</summary>
    public string? Key => Variant is null ? Control : Variant.Key;

    /// <summary>Finds where a user stands.</summary>
    /// <param name="state">The feature state.</param>
    /// <param name="userKey">The user's key; null without a user.</param>
    /// <returns>The split; null without a user and for a state without variants.</returns>
    public static VariantSplit? Of(FeatureContext state, string? userKey)
    {
        if (userKey is null || state.Variants.IsEmpty)
        {
            return null;
        }

        var percentage = Interpreter.Percentage.Of(state.Key, userKey);
        return new VariantSplit(percentage, Find(state, percentage));
    }

    /// <summary>Returns the variants in the order of their shares.</summary>
    public static IEnumerable<VariantContext> InOrder(FeatureContext state) => state.Variants.OrderBy(static variant => variant.Priority);

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => "Split";

    private static VariantContext? Find(FeatureContext state, double percentage)
    {
        var start = 0.0;
        foreach (var variant in InOrder(state))
        {
            var end = start + variant.Weight;
            if (start <= percentage && percentage < end)
            {
                return variant;
            }

            start = end;
        }

        return null;
    }
}
