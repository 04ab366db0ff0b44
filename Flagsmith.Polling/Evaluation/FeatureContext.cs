using System.Collections.Immutable;
using System.Text.Json;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents one state of a feature: the environment's default, a segment's override or a user's override.</summary>
internal sealed record FeatureContext
{
    /// <summary>Gets the seed of the split between variants: the lineage number or the UUID of the feature state, as text.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the feature's name, compared ordinally.</summary>
    public required string Name { get; init; }

    /// <summary>Gets whether the flag is on.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Gets the value, which is the control value where there are variants.</summary>
    public FlagValue Value { get; init; }

    /// <summary>Gets the priority of a segment's override; the smallest wins.</summary>
    public Priority Priority { get; init; } = Priority.Weakest;

    /// <summary>Gets the variants in document order; empty for a feature without a split.</summary>
    public ImmutableArray<VariantContext> Variants { get; init; } = [];

    /// <summary>Gets the metadata object as the document has it; null where it has none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Feature state with {Variants.Length} variants";
}
