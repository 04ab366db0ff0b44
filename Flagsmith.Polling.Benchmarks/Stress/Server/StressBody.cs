using System.Globalization;
using System.Text;
using Flagsmith.Polling.Benchmarks.Stress.Model;

namespace Flagsmith.Polling.Benchmarks.Stress.Server;

/// <summary>Writes bodies that tell which response they are.</summary>
internal static class StressBody
{
    /// <param name="content">The number of the environment's content.</param>
    public static byte[] OfEnvironment(long content) => Encoding.UTF8.GetBytes(List(content, seen: -1, new ViewFacts(null, 0, 0, CallKind.Read, 0, "", TraitTicks.None)));

    /// <param name="content">The number of the environment's content.</param>
    /// <param name="facts">What the response tells of itself.</param>
    /// <param name="traits">The user's traits by key, those passed along included.</param>
    public static byte[] OfUser(long content, ViewFacts facts, IEnumerable<KeyValuePair<string, string>> traits)
    {
        var all = string.Concat(traits.Select(trait => $",{Trait(trait.Key, $"\"{trait.Value}\"")}"));
        var own = $"{Trait(WireNames.Owner, $"\"{facts.Owner}\"")},{Trait(WireNames.Sent, Number(facts.Sent))},{Trait(WireNames.EmptyBefore, facts.IsEmptyAgain ? "1" : "0")}";
        return Encoding.UTF8.GetBytes($$"""{"identifier":"{{facts.Owner}}","traits":[{{own}}{{all}}],"flags":{{(facts.IsEmpty ? "[]" : List(content, content, facts))}}}""");
    }

    private static string List(long content, long seen, ViewFacts facts)
    {
        var own = $"{Flag(1, WireNames.Content, Number(content))},{Flag(2, WireNames.Owner, Text(facts.Owner))},{Flag(3, WireNames.Sent, Number(facts.Sent))},{Flag(4, WireNames.SentAt, Number(facts.SentAt))},{Flag(5, WireNames.Kind, Number((int)facts.Kind))},{Flag(6, WireNames.Writer, Number(facts.Writer))},{Flag(7, WireNames.PassedAlong, Text(facts.PassedAlong))}";
        var followed = $"{Flag(20, WireNames.Seen, Number(seen))},{Flag(21, WireNames.Switch, "null", isOn: content % 2 == 0)}";
        return $"[{own},{followed}{string.Concat(WireNames.Traits.Select((name, index) => "," + Flag(8 + index, name, Number(facts.Traits[index]))))}]";
    }

    private static string Trait(string key, string value) => $$"""{"trait_key":"{{key}}","trait_value":{{value}}}""";

    private static string Flag(int id, string name, string value, bool isOn = true) =>
        $$"""{"id":{{id}},"feature":{"id":{{100 + id}},"name":"{{name}}","type":"STANDARD"},"feature_state_value":{{value}},"enabled":{{(isOn ? "true" : "false")}}}""";

    private static string Text(string? value) => value is null ? "null" : $"\"{value}\"";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
