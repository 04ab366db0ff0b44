using System.Globalization;
using System.Text;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Writes responses: ten flags, one of them the generation, one that toggles with it, one of each user's own.</summary>
/// <remarks>
/// Each generation has states with ids of its own, as servers have that keep versions. With one id for all, a response that is newer than
/// the environment would keep its value and follow the environment's switch: docs/decisions/0028.
/// </remarks>
internal static class SoakBody
{
    public const string Stamp = "stamp";
    public const string Toggle = "toggle";
    public const string Own = "own";

    private const int Others = 7;

    private static readonly string Rest = string.Concat(Enumerable.Range(0, Others).Select(index => "," + Flag(10 + index, $"other_{index}", "null", index % 2 == 0)));

    /// <param name="identifier">Whose response; null for the environment's.</param>
    /// <param name="generation">The generation of the flags.</param>
    public static byte[] Write(string? identifier, int generation)
    {
        var stamp = Flag((100 * generation) + 101, Stamp, generation.ToString(CultureInfo.InvariantCulture), enabled: true);
        var flags = $"[{stamp},{Flag((100 * generation) + 102, Toggle, "null", generation % 2 == 0)},{Flag(3, Own, identifier is null ? "null" : "\"mine\"", enabled: true)}{Rest}]";
        return Encoding.UTF8.GetBytes(identifier is null ? flags : $$"""{"identifier":"{{identifier}}","traits":[],"flags":{{flags}}}""");
    }

    private static string Flag(int id, string name, string value, bool enabled) =>
        $$"""{"id":{{id}},"feature":{"id":{{100 + (id % 100)}},"name":"{{name}}","type":"STANDARD"},"feature_state_value":{{value}},"enabled":{{(enabled ? "true" : "false")}}}""";
}
