using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that looks for the property, an integer or a text, in a list. Booleans and floating-point numbers never are in it.</summary>
internal sealed class MembershipTest : ValueTest
{
    private const int MaxSearchedInTurn = 4; // a set takes longer to build, and to ask, below
    private const int MaxDigits = 20;

    private readonly string[] _elements;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>>? _set;

    private MembershipTest(string[] elements)
    {
        _elements = elements;
        if (elements.Length > MaxSearchedInTurn)
        {
            _set = new HashSet<string>(elements, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    /// <summary>Makes the test for the elements of a condition's value.</summary>
    public static MembershipTest Of(ConditionValue expected) =>
        new([.. expected.List ?? (IEnumerable<string>)(expected.Text is { } text ? Parse(text) : [])]);

    public override bool Matches(EvaluationValue value)
    {
        if (value.TryGetSmallInteger(out var integer))
        {
            Span<char> digits = stackalloc char[MaxDigits];
            integer.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
            return Contains(digits[..length]);
        }

        return value.Kind is EvaluationValueKind.Text or EvaluationValueKind.Integer && Contains(PythonText.Of(value));
    }

    private bool Contains(ReadOnlySpan<char> text)
    {
        if (_set is { } set)
        {
            return set.Contains(text);
        }

        foreach (var element in _elements)
        {
            if (text.SequenceEqual(element))
            {
                return true;
            }
        }

        return false;
    }

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
