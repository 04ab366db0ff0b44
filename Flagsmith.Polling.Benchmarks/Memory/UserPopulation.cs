using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>An environment of 100 flags and any number of users, as Flagsmith's own API writes them.</summary>
/// <remarks>
/// Each user has three flags of his own: one that a segment turns on, and a variant of two multivariate flags. Segments and variants are
/// shared by many users, as in life. Each user has three traits: a text of 8 characters that is his alone, an integer and a boolean.
/// </remarks>
internal sealed class UserPopulation
{
    private const int IdentifierDigits = 15;
    private const int Segments = 5;

    private static readonly string[] Areas = ["checkout", "search", "profile", "billing", "inbox", "catalog", "delivery", "support", "onboarding", "reports"];

    private static readonly (string Name, string Value)[] Features =
    [
        ("beta", "null"), ("colour_theme", "\"control\""), ("new_layout", "null"), ("max_items", "50"), ("banner_text", "\"Free delivery from 30 euros\""),
        ("retry_delay", "\"00:00:30\""), ("discount", "\"12.5\""), ("limits", """
            "{\"perMinute\":60,\"burst\":10}"
            """), ("provider", "\"internal\""), ("audit", "true"),
    ];

    private static readonly string[] Variants = ["dark", "light", "high_contrast", "seasonal"];

    private readonly byte[][] _environment;
    private readonly byte[][] _segments;
    private readonly byte[][][] _variants;

    public UserPopulation()
    {
        _environment = [.. Enumerable.Range(0, Areas.Length * Features.Length).Select(index => Flag(index))];
        _segments = [.. Enumerable.Range(0, Segments).Select(area => Flag(Index(area, 0), enabled: true, id: 5_000 + area, segment: 70 + area))];
        _variants = [.. Areas.Select((_, area) => Variants.Select(variant => Flag(Index(area, 1), value: $"\"{variant}\"", variant: variant)).ToArray())];
    }

    /// <summary>Gets how many flags of a user differ from the environment's.</summary>
    public static int Differences => 3;

    public int FlagCount => _environment.Length;

    /// <summary>Gives the identifier of a user: always 20 characters, a new string each time.</summary>
    public static string Identifier(int user) => $"user-{user.ToString(CultureInfo.InvariantCulture).PadLeft(IdentifierDigits, '0')}";

    /// <summary>Gives the name of a flag that is on for the user and off in the environment.</summary>
    public static string SegmentFlag(int user) => Name(Index(user % Segments, 0));

    /// <summary>Writes the answer to <c>flags/</c>.</summary>
    public byte[] WriteEnvironment()
    {
        using var body = new MemoryStream();
        WriteFlags(body, _environment);
        return body.ToArray();
    }

    /// <summary>Writes the answer to <c>identities/</c>.</summary>
    public byte[] WriteUser(string identifier)
    {
        var user = int.Parse(identifier.AsSpan(^IdentifierDigits..), CultureInfo.InvariantCulture);
        var flags = (byte[][])_environment.Clone();
        var first = user % Areas.Length;
        var second = (first + 1 + (user / Areas.Length % (Areas.Length - 1))) % Areas.Length;
        flags[Index(user % Segments, 0)] = _segments[user % Segments];
        flags[Index(first, 1)] = _variants[first][user / 7 % Variants.Length];
        flags[Index(second, 1)] = _variants[second][user / 3 % Variants.Length];

        using var body = new MemoryStream(capacity: 40_000);
        body.Write(Encoding.UTF8.GetBytes($$"""{"identifier":"{{identifier}}","traits":[{{Traits(user)}}],"flags":"""));
        WriteFlags(body, flags);
        body.WriteByte((byte)'}');
        return body.ToArray();
    }

    private static string Traits(int user) => string.Join(
        ",",
        Trait("customer_code", $"\"{user:x8}\""),
        Trait("age", (18 + (user % 70)).ToString(CultureInfo.InvariantCulture)),
        Trait("newsletter", user % 2 == 0 ? "true" : "false"));

    private static string Trait(string key, string value) => $$"""{"id":null,"trait_key":"{{key}}","trait_value":{{value}},"transient":false}""";

    private static void WriteFlags(MemoryStream body, byte[][] flags)
    {
        for (var index = 0; index < flags.Length; index++)
        {
            body.WriteByte((byte)(index == 0 ? '[' : ','));
            body.Write(flags[index]);
        }

        body.WriteByte((byte)']');
    }

    private static int Index(int area, int feature) => (area * Features.Length) + feature;

    private static string Name(int index) => $"{Areas[index / Features.Length]}_{Features[index % Features.Length].Name}";

    private static byte[] Flag(int index, bool enabled = false, string? value = null, string? variant = null, int? id = null, int? segment = null)
    {
        var feature = Features[index % Features.Length];
        var isOn = enabled || index % 3 == 1;
        var type = feature.Name == "colour_theme" ? "MULTIVARIATE" : "STANDARD";
        return Encoding.UTF8.GetBytes(
            $$"""
            {"id":{{id ?? 1_000 + index}},"feature":{"id":{{100 + index}},"name":"{{Name(index)}}","created_date":"2026-01-02T03:04:05.678901Z","description":"Set by the {{Areas[index / Features.Length]}} team","initial_value":null,"default_enabled":false,"type":"{{type}}"},"feature_state_value":{{value ?? feature.Value}},"environment":9,"identity":null,"feature_segment":{{segment?.ToString(CultureInfo.InvariantCulture) ?? "null"}},"enabled":{{(isOn ? "true" : "false")}},"variant":{{(variant is null ? "null" : $"\"{variant}\"")}}}
            """);
    }
}
