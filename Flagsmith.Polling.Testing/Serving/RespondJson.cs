using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>Flags and traits as the servers' JSON has them.</summary>
internal static class RespondJson
{
    private const long EnvironmentId = 1;

    public static byte[] ToBytes(JsonNode body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            body.WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A flag as Flagsmith's own API shows it; without variant in the environment's list.</summary>
    public static JsonObject Full(ServedFlag served, bool hideSensitive, bool withVariant)
    {
        var flag = served.State;
        var json = new JsonObject
        {
            ["id"] = hideSensitive ? null : flag.Id,
            ["feature"] = FullFeature(flag.Feature, hideSensitive),
            ["feature_state_value"] = ToNode(flag.Value),
            ["environment"] = hideSensitive ? null : flag.EnvironmentId ?? EnvironmentId,
            ["identity"] = hideSensitive ? null : served.IdentityId,
            ["feature_segment"] = hideSensitive ? null : served.SegmentId,
            ["enabled"] = flag.Enabled,
        };
        if (withVariant)
        {
            json["variant"] = flag.Variant;
        }

        return json;
    }

    /// <summary>A flag as the Edge Proxy shows it.</summary>
    public static JsonObject Slim(FlagState flag) => new()
    {
        ["feature"] = new JsonObject { ["id"] = flag.Feature.Id, ["name"] = flag.Feature.Name, ["type"] = flag.Feature.Type },
        ["enabled"] = flag.Enabled,
        ["feature_state_value"] = ToNode(flag.Value),
    };

    public static JsonNode? ToNode(FlagValue value) => value.Kind switch
    {
        FlagValueKind.Null => null,
        FlagValueKind.Integer => value.TryGetInt64(out var integer) ? integer : null,
        FlagValueKind.Double => value.TryGetDouble(out var number) ? ToNode(number) : null,
        FlagValueKind.Boolean => value.TryGetBoolean(out var boolean) && boolean,
        _ => value.ToString(),
    };

    public static JsonNode? ToNode(TraitValue value) => value.Kind switch
    {
        FlagValueKind.Null => null,
        FlagValueKind.Integer => value.TryGetInt64(out var integer) ? integer : null,
        FlagValueKind.Double => value.TryGetDouble(out var number) ? ToNode(number) : null,
        FlagValueKind.Boolean => value.TryGetBoolean(out var boolean) && boolean,
        _ => value.ToString(),
    };

    /// <summary>A JSON scalar as a flag's value; anything else becomes its JSON text.</summary>
    public static FlagValue ToFlagValue(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => FlagValue.Null,
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        JsonValueKind.Number => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };

    /// <summary>A JSON scalar as a trait's value.</summary>
    public static TraitValue ToTraitValue(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
        JsonValueKind.Number => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture),
        JsonValueKind.String => node.GetValue<string>(),
        _ => PythonText.Of(node), // Flagsmith stores the text that Python makes of a list or a dictionary
    };

    // With a point or an exponent, as Python writes it: without, a client would read an integer.
    private static JsonNode? ToNode(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static JsonObject FullFeature(FeatureInfo feature, bool hideSensitive) => new()
    {
        ["id"] = feature.Id,
        ["name"] = feature.Name,
        ["created_date"] = hideSensitive ? null : feature.CreatedDate?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        ["description"] = hideSensitive ? null : feature.Description,
        ["initial_value"] = hideSensitive ? null : feature.InitialValue,
        ["default_enabled"] = hideSensitive ? null : feature.DefaultEnabled,
        ["type"] = feature.Type,
    };
}
