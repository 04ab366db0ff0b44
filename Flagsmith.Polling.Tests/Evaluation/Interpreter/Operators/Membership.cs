using System.Numerics;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The operator that looks for the property in a list.</summary>
internal static class Membership
{
    /// <summary>Determines whether an integer or a text is in the list. Booleans and floating-point numbers never are.</summary>
    public static bool Matches(EvaluationValue value, ConditionValue expected)
    {
        var text = value.Kind is EvaluationValueKind.Integer or EvaluationValueKind.Text ? PythonText.Of(value) : null;
        return text is not null && ListOf(expected).Contains(text, StringComparer.Ordinal);
    }

    private static IEnumerable<string> ListOf(ConditionValue expected) =>
        expected.List ?? (expected.Text is { } text ? Parse(text) : []);

    /// <summary>Reads a JSON array; any other text is a list with commas, whose blanks count.</summary>
    private static IEnumerable<string> Parse(string text) =>
        text.StartsWith('[') && TryParseArray(text) is { } elements ? elements : text.Split(',');

    private static List<string>? TryParseArray(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(TextOf).OfType<string>()];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, or half of a surrogate pair, which no property can equal.
            return null;
        }
    }

    /// <summary>Returns an element as Python prints it; null for an array or an object, which equals no property.</summary>
    private static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => TextOfNumber(element.GetRawText(), element),
        JsonValueKind.True => PythonText.Of(true),
        JsonValueKind.False => PythonText.Of(false),
        JsonValueKind.Null => PythonText.None,
        _ => null,
    };

    private static string? TextOfNumber(string raw, JsonElement element)
    {
        if (raw.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return PythonText.Of(element.GetDouble());
        }

        return PythonNumbers.TryParseInteger(raw, out BigInteger integer) ? PythonText.Of(integer) : null;
    }
}
