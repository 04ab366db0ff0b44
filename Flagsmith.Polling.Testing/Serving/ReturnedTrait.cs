using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A trait for a response. The id is missing where nothing is stored, or was only just.</summary>
internal sealed record ReturnedTrait(string Key, JsonNode? Value, long? Id, bool IsTransient)
{
    public JsonObject ToFullJson() => new()
    {
        ["id"] = Id,
        ["trait_key"] = Key,
        ["trait_value"] = Value?.DeepClone(),
        ["transient"] = IsTransient,
    };

    public JsonObject ToSlimJson() => new() { ["trait_key"] = Key, ["trait_value"] = Value?.DeepClone() };
}
