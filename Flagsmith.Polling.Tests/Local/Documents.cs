namespace Flagsmith.Polling.Tests.Local;

/// <summary>Environment documents for tests.</summary>
internal static class Documents
{
    /// <summary>A document of one environment.</summary>
    public static string Of(string[] states, string[]? segments = null, string[]? overrides = null, string updatedAt = "2026-01-01T00:00:00+00:00", string extra = "") =>
        $$"""
        {"api_key":"client","name":"Env","updated_at":"{{updatedAt}}"{{extra}},"project":{"hide_disabled_flags":null,"server_key_only_feature_ids":[9],"segments":[{{string.Join(',', segments ?? [])}}]},
         "feature_states":[{{string.Join(',', states)}}],"identity_overrides":[{{string.Join(',', overrides ?? [])}}]}
        """;

    public static string State(string name, string value = "null", bool enabled = true, int id = 1, string priority = "null") =>
        $$"""{"feature":{"id":{{id}},"name":"{{name}}","type":"STANDARD"},"enabled":{{(enabled ? "true" : "false")}},"django_id":{{id}},"feature_segment":{"priority":{{priority}}},"feature_state_value":{{value}}}""";

    /// <summary>A segment of those whose trait <c>plan</c> is <c>gold</c>.</summary>
    public static string Gold(params string[] states) => Segment("gold", "plan", "EQUAL", "gold", states);

    public static string Segment(string name, string property, string condition, string value, params string[] states) =>
        $$"""{"id":41,"name":"{{name}}","rules":[{"type":"ALL","rules":[],"conditions":[{"operator":"{{condition}}","property_":"{{property}}","value":"{{value}}"}]}],"feature_states":[{{string.Join(',', states)}}]}""";

    public static string Override(string identifier, params string[] states) =>
        $$"""{"identifier":"{{identifier}}","identity_uuid":"{{Guid.NewGuid()}}","identity_features":[{{string.Join(',', states)}}]}""";
}
