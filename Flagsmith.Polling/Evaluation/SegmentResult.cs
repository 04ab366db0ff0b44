using System.Text.Json;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents a segment that matches.</summary>
/// <param name="Name">The segment's name.</param>
/// <param name="Metadata">The segment's metadata; null where it has none or an empty object.</param>
internal sealed record SegmentResult(string Name, JsonElement? Metadata)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Matching segment";
}
