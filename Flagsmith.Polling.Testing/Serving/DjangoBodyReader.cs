using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Reads and checks request bodies as Flagsmith's own API does, with its responses to invalid ones.</summary>
internal static class DjangoBodyReader
{
    private const int MaxKeyCharacters = 200;
    private const int MaxTextCharacters = 2000;
    private const string NotNull = "This field may not be null.";
    private const string Required = "This field is required.";

    /// <summary>Parses the body; null with a refusal when it is not JSON of a type that the server takes.</summary>
    public static JsonNode? Parse(RecordedRequest request, out Response? refusal)
    {
        refusal = null;
        if (request.Body.Length == 0)
        {
            return new JsonObject();
        }

        var contentType = request.Headers.GetValueOrDefault("Content-Type", "");
        if (!contentType.StartsWith(Response.Json, StringComparison.OrdinalIgnoreCase))
        {
            refusal = Detail(415, $"Unsupported media type \"{contentType}\" in request.");
            return null;
        }

        try
        {
            return JsonNode.Parse(request.Body) ?? JsonValue.Create("null");
        }
        catch (JsonException cause)
        {
            refusal = Detail(400, $"JSON parse error - Expecting value: line {cause.LineNumber + 1} column {cause.BytePositionInLine + 1} (char {cause.BytePositionInLine})");
            return null;
        }
    }

    public static IdentityRequest? ReadIdentity(JsonNode body, out Response? refusal)
    {
        refusal = null;
        if (body is not JsonObject root)
        {
            refusal = Errors("non_field_errors", $"Invalid data. Expected a dictionary, but got {PythonType(body)}.");
            return null;
        }

        var isTransient = ReadBoolean(root, "transient", ref refusal);
        var identifier = ReadIdentifier(root["identifier"], ref refusal);
        var traits = ReadTraits(root, ref refusal);
        return refusal is null ? new IdentityRequest(identifier, isTransient, traits) : null;
    }

    /// <summary>Reads <c>{"identity":{"identifier":…},"trait_key":…,"trait_value":…}</c>.</summary>
    public static (string Identifier, SentTrait Trait)? ReadSingleTrait(JsonNode? body) =>
        body is JsonObject root
        && (root["identity"] as JsonObject)?["identifier"] is JsonValue identifier && identifier.GetValueKind() == JsonValueKind.String
        && root.ContainsKey("trait_value")
        && ReadTrait(root, out var trait) is null
            ? (identifier.GetValue<string>(), trait!)
            : null;

    public static Response Detail(int status, string text) => Response.OfJson(status, new JsonObject { ["detail"] = text });

    public static Response Errors(string field, string text) => Response.OfJson(400, new JsonObject { [field] = new JsonArray(text) });

    private static string? ReadIdentifier(JsonNode? node, ref Response? refusal)
    {
        switch (node?.GetValueKind())
        {
            case null or JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                var text = node.GetValue<string>().Trim();
                refusal = CharactersIn(text) > MaxTextCharacters ? ServerError() : text.Contains('\0', StringComparison.Ordinal) ? Errors("identifier", "Null characters are not allowed.") : refusal;
                return text.Length == 0 ? null : text;
            case JsonValueKind.Number:
                return node.ToJsonString();
            default:
                refusal = Errors("identifier", "Not a valid string.");
                return null;
        }
    }

    private static List<SentTrait> ReadTraits(JsonObject root, ref Response? refusal)
    {
        if (!root.TryGetPropertyValue("traits", out var node))
        {
            return [];
        }

        if (node is not JsonArray list)
        {
            refusal = Errors("traits", node is null ? NotNull : $"Expected a list of items but got type \"{PythonType(node)}\".");
            return [];
        }

        var traits = new List<SentTrait>();
        var faults = new JsonArray();
        foreach (var item in list)
        {
            var fault = ReadTrait(item as JsonObject ?? [], out var trait);
            faults.Add((JsonNode?)fault ?? new JsonObject());
            if (trait is not null)
            {
                traits.Add(trait);
            }
        }

        if (faults.Any(fault => fault!.AsObject().Count > 0))
        {
            refusal = Response.OfJson(400, new JsonObject { ["traits"] = faults });
        }
        else if (traits.Any(trait => IsBeyond32Bits(trait.Value) || HoldsNul(trait.Value)))
        {
            refusal = ServerError();
        }

        return traits;
    }

    /// <returns>What is wrong with the trait; null when nothing is.</returns>
    private static JsonObject? ReadTrait(JsonObject item, out SentTrait? trait)
    {
        trait = null;
        var key = item["trait_key"] is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>().Trim() : null;
        if (key is null or "" || CharactersIn(key) > MaxKeyCharacters || key.Contains('\0', StringComparison.Ordinal))
        {
            return new JsonObject
            {
                ["trait_key"] = new JsonArray(key is null ? Required : key.Length == 0 ? "This field may not be blank." : key.Contains('\0', StringComparison.Ordinal) ? "Null characters are not allowed." : $"Ensure this field has no more than {MaxKeyCharacters} characters."),
            };
        }

        if (!item.TryGetPropertyValue("trait_value", out var value))
        {
            return new JsonObject { ["trait_value"] = new JsonArray(Required) };
        }

        if (value?.GetValueKind() == JsonValueKind.String && CharactersIn(value.GetValue<string>()) > MaxTextCharacters)
        {
            return new JsonObject { ["trait_value"] = new JsonArray($"Value string is too long. Must be less than {MaxTextCharacters} character") };
        }

        if (item.TryGetPropertyValue("transient", out var isTransient) && isTransient?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            return new JsonObject { ["transient"] = new JsonArray(isTransient is null ? NotNull : "Must be a valid boolean.") };
        }

        trait = new SentTrait(key, Stored(value), isTransient?.GetValue<bool>() ?? false);
        return null;
    }

    // Lists and objects are kept as the text that Python makes of them.
    private static JsonNode? Stored(JsonNode? value) => value is JsonArray or JsonObject ? PythonText.Of(value) : value;

    private static bool ReadBoolean(JsonObject root, string name, ref Response? refusal)
    {
        if (!root.TryGetPropertyValue(name, out var node))
        {
            return false;
        }

        if (node?.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            return node.GetValue<bool>();
        }

        refusal = Errors(name, node is null ? NotNull : "Must be a valid boolean.");
        return false;
    }

    private static bool IsBeyond32Bits(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), out var integer)
        && integer is > int.MaxValue or < int.MinValue;

    private static bool HoldsNul(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Contains('\0', StringComparison.Ordinal);

    // Python counts code points.
    private static int CharactersIn(string text) => text.EnumerateRunes().Count();

    private static Response ServerError() => Response.OfPage(500, "Server Error (500)");

    private static string PythonType(JsonNode node) => node switch
    {
        JsonArray => "list",
        JsonObject => "dict",
        _ => node.GetValueKind() switch { JsonValueKind.String => "str", JsonValueKind.Number => "int", _ => "bool" },
    };
}
