namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Bodies of <c>flags/</c>.</summary>
internal static class Bodies
{
    public static string List(params string[] flags) => $"[{string.Join(",", flags)}]";

    /// <summary>A flag as the Django API writes it; <paramref name="value"/> is JSON.</summary>
    public static string Flag(string name, bool enabled = true, string value = "null") =>
        $$"""
        {"id":7,"feature":{"id":3,"name":"{{name}}","created_date":"2026-01-02T03:04:05.678901Z","description":null,"initial_value":"x","default_enabled":true,"type":"STANDARD"},"feature_state_value":{{value}},"environment":9,"identity":null,"feature_segment":null,"enabled":{{(enabled ? "true" : "false")}}}
        """;
}
