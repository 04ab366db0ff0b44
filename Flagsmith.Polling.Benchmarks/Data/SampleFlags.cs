using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>Flags as an application has them, and the bodies in which Flagsmith's own API sends them: about 320 bytes a flag.</summary>
internal static class SampleFlags
{
    private static readonly string[] Areas = ["checkout", "search", "profile", "billing", "inbox", "catalog", "delivery", "support", "onboarding", "reports"];

    private static readonly (string Name, string Value)[] Features =
    [
        ("beta", "null"), ("colour_theme", "\"control\""), ("new_layout", "null"), ("max_items", "50"), ("banner_text", "\"Free delivery from 30 euros\""),
        ("retry_delay", "\"00:00:30\""), ("discount", "\"12.5\""), ("limits", """
            "{\"perMinute\":60,\"burst\":10}"
            """), ("day", "\"monday\""), ("audit", "true"),
    ];

    /// <summary>Gets how many flags there are whose names are all different words; those beyond have a number at the end.</summary>
    public static int Words => Areas.Length * Features.Length;

    /// <summary>Gives the index of a feature of an area: 0 beta, 1 colour_theme, 3 max_items, 7 limits, 8 day, 9 audit.</summary>
    public static int Index(int area, int feature) => (area * Features.Length) + feature;

    public static string Name(int index)
    {
        var name = $"{Areas[index % Words / Features.Length]}_{Features[index % Features.Length].Name}";
        return index < Words ? name : $"{name}_{(index / Words).ToString(CultureInfo.InvariantCulture)}";
    }

    public static bool IsOn(int index) => index % 3 == 1;

    /// <summary>Writes the response to <c>flags/</c>.</summary>
    /// <param name="count">How many flags.</param>
    /// <param name="isToggled">Which of them are not as usual.</param>
    public static byte[] WriteEnvironment(int count, Func<int, bool>? isToggled = null)
    {
        using var body = new MemoryStream();
        WriteList(body, [.. Enumerable.Range(0, count).Select(index => WriteFlag(index, isToggled?.Invoke(index) == true ? !IsOn(index) : null))]);
        return body.ToArray();
    }

    public static void WriteList(MemoryStream body, byte[][] flags)
    {
        for (var index = 0; index < flags.Length; index++)
        {
            body.WriteByte((byte)(index == 0 ? '[' : ','));
            body.Write(flags[index]);
        }

        body.WriteByte((byte)']');
    }

    public static byte[] WriteFlag(int index, bool? enabled = null, string? value = null, string? variant = null, int? id = null, int? segment = null, string suffix = "")
    {
        var feature = Features[index % Features.Length];
        var isOn = enabled ?? IsOn(index);
        var type = feature.Name == "colour_theme" ? "MULTIVARIATE" : "STANDARD";
        return Encoding.UTF8.GetBytes(
            $$"""
            {"id":{{id ?? 1_000 + index}},"feature":{"id":{{100 + index}},"name":"{{Name(index)}}{{suffix}}","created_date":"2026-01-02T03:04:05.678901Z","description":"Set by the {{Areas[index % Words / Features.Length]}} team","initial_value":null,"default_enabled":false,"type":"{{type}}"},"feature_state_value":{{value ?? feature.Value}},"environment":9,"identity":null,"feature_segment":{{segment?.ToString(CultureInfo.InvariantCulture) ?? "null"}},"enabled":{{(isOn ? "true" : "false")}},"variant":{{(variant is null ? "null" : $"\"{variant}\"")}}}
            """);
    }
}
