using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>
/// Cuts an environment document into pages as the Edge API does. The first page has everything but the overrides of users that do not fit;
/// the others have these, and neither flags nor segments.
/// </summary>
internal static class DocumentPages
{
    private const string Overrides = "identity_overrides";

    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    public static IReadOnlyList<DocumentPage> Cut(ReadOnlyMemory<byte> json, int overridesPerPage)
    {
        if (JsonNode.Parse(json.Span) is not JsonObject document || document[Overrides] is not JsonArray { Count: var count } overrides || count <= overridesPerPage)
        {
            return [new DocumentPage("", json, NextId: null)];
        }

        var parts = overrides.Chunk(overridesPerPage).ToList();
        return [.. parts.Select((part, index) => new DocumentPage(IdOf(index), Write(document, part, isFirst: index == 0), index + 1 < parts.Count ? IdOf(index + 1) : null))];
    }

    // Of the form of the real ones, which name a feature and an identity.
    private static string IdOf(int index) => FormattableString.Invariant($"identity_override:{index}");

    private static byte[] Write(JsonObject document, IEnumerable<JsonNode?> overrides, bool isFirst)
    {
        var page = document.DeepClone().AsObject();
        page[Overrides] = new JsonArray([.. overrides.Select(entry => entry?.DeepClone())]);
        if (!isFirst)
        {
            page["feature_states"] = new JsonArray();
            (page["project"] as JsonObject)?["segments"] = new JsonArray();
        }

        return RespondJson.ToBytes(page);
    }
}
