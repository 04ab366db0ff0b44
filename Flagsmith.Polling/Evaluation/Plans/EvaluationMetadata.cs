using System.Text.Json;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>The metadata of features and segments, which goes from the context to the result unread.</summary>
internal static class EvaluationMetadata
{
    /// <summary>Returns the metadata; null for an object without members, which results leave out.</summary>
    public static JsonElement? NonEmpty(JsonElement? metadata) =>
        metadata is { ValueKind: JsonValueKind.Object } content && content.EnumerateObject().Any() ? metadata : null;
}
