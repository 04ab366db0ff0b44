using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation;

/// <summary>One file of the reference engine's test data: a context, a user and the expected result.</summary>
internal sealed record ReferenceCase(EvaluationContext Context, EvaluatedIdentity? Identity, JsonElement Result)
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    public static ReferenceCase Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path), WithComments);
        var root = document.RootElement.Clone();
        return new ReferenceCase(ContextOf(root.GetProperty("context")), IdentityOf(root.GetProperty("context")), root.GetProperty("result"));
    }

    public static FlagValue ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
        _ => FlagValue.Null,
    };

    public static EvaluationContext ContextOf(JsonElement json) => new()
    {
        EnvironmentKey = json.GetProperty("environment").GetProperty("key").GetString()!,
        EnvironmentName = json.GetProperty("environment").GetProperty("name").GetString()!,
        Features = [.. Members(json, "features").Select(FeatureOf)],
        Segments = [.. Members(json, "segments").Select(SegmentOf)],
    };

    private static EvaluatedIdentity? IdentityOf(JsonElement json)
    {
        // An empty object is no user.
        if (!json.TryGetProperty("identity", out var identity) || identity.ValueKind != JsonValueKind.Object || !identity.EnumerateObject().Any())
        {
            return null;
        }

        var traits = identity.TryGetProperty("traits", out var all) && all.ValueKind == JsonValueKind.Object ? all.EnumerateObject().ToList() : [];
        return new EvaluatedIdentity
        {
            Identifier = identity.GetProperty("identifier").GetString()!,
            Key = identity.TryGetProperty("key", out var key) ? key.GetString() : null,
            Traits = traits.ToDictionary(trait => trait.Name, trait => TraitOf(trait.Value)),
        };
    }

    private static EvaluationValue TraitOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number when json.GetRawText().AsSpan().ContainsAny(".eE") => json.GetDouble(),
        JsonValueKind.Number => BigInteger.Parse(json.GetRawText(), CultureInfo.InvariantCulture),
        _ => EvaluationValue.Unset,
    };

    private static FeatureContext FeatureOf(JsonElement json) => new()
    {
        Key = json.GetProperty("key").GetString()!,
        Name = json.GetProperty("name").GetString()!,
        Enabled = json.GetProperty("enabled").GetBoolean(),
        Value = ValueOf(json.GetProperty("value")),
        Priority = json.TryGetProperty("priority", out var priority) ? PriorityOf(priority) : Priority.Weakest,
        Variants = [.. Elements(json, "variants").Select(VariantOf)],
        Metadata = json.TryGetProperty("metadata", out var metadata) ? metadata : null,
    };

    private static VariantContext VariantOf(JsonElement json) => new()
    {
        Value = ValueOf(json.GetProperty("value")),
        Weight = json.GetProperty("weight").GetDouble(),
        IsWeightInteger = !json.GetProperty("weight").GetRawText().AsSpan().ContainsAny(".eE"),
        Priority = PriorityOf(json.GetProperty("priority")),
        Key = json.TryGetProperty("key", out var key) ? key.GetString() : null,
    };

    private static Priority PriorityOf(JsonElement json) =>
        BigInteger.TryParse(json.GetRawText(), CultureInfo.InvariantCulture, out var number) ? Priority.Of(number) : Priority.Of(json.GetDouble());

    private static SegmentContext SegmentOf(JsonElement json) => new()
    {
        Key = json.GetProperty("key").GetString()!,
        Name = json.GetProperty("name").GetString()!,
        Rules = [.. Elements(json, "rules").Select(RuleOf)],
        Overrides = [.. Elements(json, "overrides").Select(FeatureOf)],
        Metadata = json.TryGetProperty("metadata", out var metadata) ? metadata : null,
    };

    private static SegmentRule RuleOf(JsonElement json) => new()
    {
        Type = RuleTypes.Parse(json.GetProperty("type").GetString()),
        Conditions = [.. Elements(json, "conditions").Select(ConditionOf)],
        Rules = [.. Elements(json, "rules").Select(RuleOf)],
    };

    private static SegmentCondition ConditionOf(JsonElement json) => new()
    {
        Property = json.TryGetProperty("property", out var property) ? property.GetString() : null,
        Operator = ConditionOperators.Parse(json.GetProperty("operator").GetString()),
        Value = json.TryGetProperty("value", out var value) ? ConditionValueOf(value) : ConditionValue.Null,
    };

    private static ConditionValue ConditionValueOf(JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? ConditionValue.OfList(json.EnumerateArray().Select(element => PythonText.Of(TraitOf(element))))
        : ConditionValue.OfText(json.GetString());

    private static IEnumerable<JsonElement> Members(JsonElement json, string name) =>
        json.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Select(member => member.Value) : [];

    private static List<JsonElement> Elements(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];
}
