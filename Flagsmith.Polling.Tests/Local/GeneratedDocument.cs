using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Local;

/// <summary>An environment document drawn by chance: segments with rules of all kinds, splits, overrides of segments with priorities, overrides of users.</summary>
internal sealed class GeneratedDocument
{
    public const int Features = 24;
    private const int Segments = 30;

    private static readonly JsonNode?[] Values = [null, "", "text", "10", 7, -1, true, false, "{\"a\":1}", 2_000_000_000, "Größe 😀"];
    private static readonly string?[] Variants = ["red", "blue", null];

    private readonly Random _random;
    private readonly GeneratedRules _rules;
    private int _lastId = 1000;

    private GeneratedDocument(int seed)
    {
        _random = new Random(seed);
        _rules = new GeneratedRules(_random);
    }

    /// <summary>The same for the same seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="users">How many of <see cref="GeneratedUsers"/> there are; every sixth has overrides.</param>
    public static string Of(int seed, int users) => new GeneratedDocument(seed).Make(users).ToJsonString();

    /// <summary>The feature whose flag is on exactly for those who meet the operator's condition.</summary>
    public static string FeatureOf(string condition) => "only_" + condition;

    private static string NameOf(int index) => $"feature_{index:00}";

    private JsonObject Make(int users)
    {
        string[] operators = [.. GeneratedRules.OfOperators.Keys];
        return new JsonObject
        {
            ["api_key"] = "generated-key",
            ["name"] = "Generated",
            ["updated_at"] = "2026-01-01T00:00:00+00:00",
            ["use_identity_composite_key_for_hashing"] = true,
            ["project"] = new JsonObject
            {
                ["hide_disabled_flags"] = false,
                ["server_key_only_feature_ids"] = new JsonArray(3),
                ["segments"] = new JsonArray([.. operators.Select(OfOperator), .. Enumerable.Range(0, Segments).Select(AnySegment)]),
            },
            ["feature_states"] = new JsonArray(
            [
                .. Enumerable.Range(0, Features).Select(index => State(index, _random.Next(2) == 0, priority: null)),
                .. operators.Select((name, index) => State(Features + index, enabled: false, priority: null, FeatureOf(name))),
            ]),
            ["identity_overrides"] = new JsonArray([.. Enumerable.Range(0, users).Where(index => index % 6 == 0).Select(OverridesOf)]),
        };
    }

    private JsonObject OfOperator(string name, int index) =>
        Segment(index, $"meets {name}", GeneratedRules.Exactly(name), [State(Features + index, enabled: true, priority: 0, FeatureOf(name))]);

    private JsonObject AnySegment(int index) => Segment(
        100 + index,
        $"segment {index}",
        _rules.Any(),
        [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => State(_random.Next(Features), _random.Next(2) == 0, _random.Next(5)))]);

    private static JsonObject Segment(int id, string name, JsonArray rules, JsonArray states) =>
        new() { ["id"] = id, ["name"] = name, ["rules"] = rules, ["feature_states"] = states };

    private JsonObject OverridesOf(int index) => new()
    {
        ["identifier"] = GeneratedUsers.NameOf(index),
        ["identity_features"] = new JsonArray([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => State(_random.Next(Features), _random.Next(2) == 0, priority: null))]),
    };

    // The first features have variants: other rules read them.
    private JsonObject State(int feature, bool enabled, int? priority, string? name = null) => new()
    {
        ["feature"] = new JsonObject { ["id"] = feature, ["name"] = name ?? NameOf(feature), ["type"] = feature % 3 == 2 ? "MULTIVARIATE" : "STANDARD" },
        ["enabled"] = enabled,
        ["django_id"] = ++_lastId,
        ["feature_segment"] = priority is null ? null : new JsonObject { ["priority"] = priority },
        ["feature_state_value"] = _rules.Pick(Values)?.DeepClone(),
        ["multivariate_feature_state_values"] = feature < Features && feature % 3 == 2 ? VariantsOf() : new JsonArray(),
    };

    private JsonArray VariantsOf() =>
    [
        .. Variants.Take(_random.Next(1, Variants.Length + 1)).Select(key => new JsonObject
        {
            ["id"] = ++_lastId,
            ["percentage_allocation"] = _random.Next(5, 33) + 0.5,
            ["multivariate_feature_option"] = new JsonObject { ["value"] = "as " + key, ["key"] = key },
        }),
    ];
}
