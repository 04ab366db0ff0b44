using System.Globalization;
using System.Text.Json.Nodes;
using Flagsmith.Polling;

namespace FlagConsole.Output;

/// <summary>Flags as Flagsmith's own JSON has them. What the server did not say is <c>null</c>.</summary>
internal static class FlagJson
{
    private const string DateFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    public static JsonObject Of(FlagState flag) => new()
    {
        ["id"] = flag.Id,
        ["feature"] = Of(flag.Feature),
        ["feature_state_value"] = Of(flag.Value),
        ["environment"] = flag.EnvironmentId,
        ["enabled"] = flag.Enabled,
    };

    public static JsonObject Of(string identifier, IIdentityFlagSnapshot user) => new()
    {
        ["identifier"] = identifier,
        ["traits"] = new JsonArray([.. user.Traits.Select(trait => Of(trait.Key, trait.Value))]),
        ["flags"] = new JsonArray([.. user.Flags.Select(OfUser)]),
    };

    public static JsonObject Of(string key, TraitValue value) => new() { ["trait_key"] = key, ["trait_value"] = Of(value) };

    public static JsonObject Of(FlagChange change) => new()
    {
        ["name"] = change.Name,
        ["kinds"] = new JsonArray([.. FlagText.Kinds(change).Select(kind => JsonValue.Create(kind))]),
        ["previous"] = change.Previous is { } previous ? Of(previous) : null,
        ["current"] = change.Current is { } current ? Of(current) : null,
    };

    private static JsonObject OfUser(FlagState flag)
    {
        var json = Of(flag);
        json["variant"] = flag.Variant;
        return json;
    }

    private static JsonNode? Of(TraitValue value) => value.Kind switch
    {
        FlagValueKind.Boolean => value.TryGetBoolean(out var boolean) && boolean,
        FlagValueKind.Integer => value.TryGetInt64(out var integer) ? integer : null,
        FlagValueKind.Double => Number(value.ToString()),
        _ => JsonValue.Create(value.ToString()),
    };

    private static JsonObject Of(FeatureInfo feature) => new()
    {
        ["id"] = feature.Id,
        ["name"] = feature.Name,
        ["type"] = feature.Type,
        ["description"] = feature.Description,
        ["created_date"] = feature.CreatedDate?.ToUniversalTime().ToString(DateFormat, CultureInfo.InvariantCulture),
        ["initial_value"] = feature.InitialValue,
        ["default_enabled"] = feature.DefaultEnabled,
        ["project"] = feature.ProjectId,
    };

    private static JsonNode? Of(FlagValue value) => value.Kind switch
    {
        FlagValueKind.Null => null,
        FlagValueKind.Boolean => value.TryGetBoolean(out var boolean) && boolean,
        FlagValueKind.Integer => value.TryGetInt64(out var integer) ? integer : null,
        FlagValueKind.Double => Number(value.ToString()),
        _ => JsonValue.Create(value.ToString()),
    };

    // A whole double keeps its point, or a reader would take it for an integer.
    private static JsonNode? Number(string text) => JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
}
