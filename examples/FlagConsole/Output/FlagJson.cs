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

    /// <summary>Gives one user of many: the flags by name, and the segments that the user is in.</summary>
    public static JsonObject Of(string identifier, IIdentityFlagSnapshot user, IEnumerable<string> segments) => new()
    {
        ["identifier"] = identifier,
        ["flags"] = ByName(user.Flags),
        ["segments"] = new JsonArray([.. segments.Select(name => JsonValue.Create(name))]),
    };

    public static JsonObject Of(string? identifier, FlagExplanation explanation) => new()
    {
        ["identifier"] = identifier,
        ["name"] = explanation.Flag.Feature.Name,
        ["flag"] = Brief(explanation.Flag),
        ["segment"] = explanation.Segment,
        ["lines"] = new JsonArray([.. explanation.Lines.Select(Of)]),
    };

    private static JsonObject Of(ExplanationLine line) => new() { ["depth"] = line.Depth, ["text"] = line.Text, ["matches"] = line.Matches };

    private static JsonObject ByName(IReadOnlyList<FlagState> flags)
    {
        var byName = new JsonObject();
        foreach (var flag in flags)
        {
            byName[flag.Feature.Name] = Brief(flag);
        }

        return byName;
    }

    private static JsonObject Brief(FlagState flag) => new()
    {
        ["enabled"] = flag.Enabled,
        ["value"] = Of(flag.Value),
        ["variant"] = flag.Variant,
        ["reason"] = flag.Reason,
    };

    private static JsonObject OfUser(FlagState flag)
    {
        var json = Of(flag);
        json["variant"] = flag.Variant;
        json["reason"] = flag.Reason;
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

    // A whole double keeps its point, or a reader would take it for an integer. JSON has no infinite number; its text stands for it.
    private static JsonNode? Number(string text) =>
        !char.IsAsciiDigit(text[^1]) ? JsonValue.Create(text)
        : JsonNode.Parse(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
}
