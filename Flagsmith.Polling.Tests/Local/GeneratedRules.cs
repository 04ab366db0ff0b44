using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>Rules of segments, drawn by chance from all that a document can contain.</summary>
internal sealed class GeneratedRules(Random random)
{
    /// <summary>A condition for each operator that some of <see cref="GeneratedUsers"/> meet and some do not.</summary>
    public static readonly IReadOnlyDictionary<string, (string? Property, string? Value)> OfOperators = new Dictionary<string, (string? Property, string? Value)>
    {
        ["EQUAL"] = ("plan", "gold"),
        ["NOT_EQUAL"] = ("plan", "gold"),
        ["GREATER_THAN"] = ("age", "40"),
        ["GREATER_THAN_INCLUSIVE"] = ("score", "2.5"),
        ["LESS_THAN"] = ("version", "2.0.0:semver"),
        ["LESS_THAN_INCLUSIVE"] = ("age", " 30 "),
        ["CONTAINS"] = ("email", "example.com"),
        ["NOT_CONTAINS"] = ("email", "example.com"),
        ["IN"] = ("country", "DE,FR,\"IT\""),
        ["REGEX"] = ("email", "^[a-m].*\\d@"),
        ["MODULO"] = ("age", "3|1"),
        ["PERCENTAGE_SPLIT"] = (null, "35"),
        ["IS_SET"] = ("beta", null),
        ["IS_NOT_SET"] = ("beta", null),
    };

    private static readonly string[] Types = ["ALL", "ANY", "NONE"];

    private static readonly string?[] Properties =
    [
        "plan", "age", "score", "beta", "country", "version", "email", "unknown", "$.identity.identifier", "$.identity.key", "$.environment.name",
        "$.identity.traits.plan", "$.flags.feature_00.enabled", "$.flags['feature_01'].value", "$.flags.feature_02.variant", "$.flags.unknown.enabled", null,
    ];

    private static readonly string?[] Values =
    [
        null, "", "gold", "free", "30", "40", "2.5", "true", "False", "1.4.0:semver", "2|0", "10|3", "50", "DE", "[\"DE\",\"US\"]", "user-7,007", "example.com", "^u", "(", "control", "blue", "Generated",
    ];

    /// <summary>A rule that is exactly one condition.</summary>
    public static JsonArray Exactly(string condition) => [Rule("ALL", [Condition(condition, OfOperators[condition].Property, OfOperators[condition].Value)], [])];

    /// <summary>One or two rules with conditions and sub-rules.</summary>
    public JsonArray Any() => [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => AnyRule(depth: 2))];

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static JsonObject Rule(string type, JsonArray conditions, JsonArray rules) => new() { ["type"] = type, ["conditions"] = conditions, ["rules"] = rules };

    private static JsonObject Condition(string condition, string? property, string? value) => new() { ["operator"] = condition, ["property_"] = property, ["value"] = value };

    private JsonObject AnyRule(int depth) => Rule(
        Pick(Types),
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => AnyCondition())],
        [.. Enumerable.Range(0, depth == 0 ? 0 : random.Next(3)).Select(_ => AnyRule(depth - 1))]);

    // Half of them are such that users differ, the others are any combination.
    private JsonObject AnyCondition()
    {
        var condition = Pick([.. OfOperators.Keys]);
        return random.Next(2) == 0
            ? Condition(condition, OfOperators[condition].Property, OfOperators[condition].Value)
            : Condition(condition, Pick(Properties), Pick(Values));
    }
}
