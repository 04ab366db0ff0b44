using System.Collections.Immutable;
using System.Text.Json;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents a segment: rules that say who is in it, and the feature states of its members.</summary>
internal sealed record SegmentContext
{
    /// <summary>Gets the segment's id as text, the seed of its percentage splits.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the segment's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the top rules. All must match; a segment without rules has no members.</summary>
    public ImmutableArray<SegmentRule> Rules { get; init; } = [];

    /// <summary>Gets the overrides in document order. One feature may be overridden twice.</summary>
    public ImmutableArray<FeatureContext> Overrides { get; init; } = [];

    /// <summary>Gets the metadata object; null where the document has none.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Segment with {Rules.Length} rules and {Overrides.Length} overrides";
}
