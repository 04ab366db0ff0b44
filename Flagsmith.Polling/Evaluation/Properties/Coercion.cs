using System.Globalization;
using System.Numerics;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Properties;

/// <summary>Turns texts that look like numbers into numbers, whatever property they come from: <c>"007"</c> is the integer 7.</summary>
/// <remarks>Without a regular expression: one that threads share takes its runner by an atomic exchange, which kept two threads from being faster than one.</remarks>
internal static class Coercion
{
    // Python refuses to read longer ones; here they stay texts.
    private const int MaxIntegerDigits = 4300;
    private const int MaxLongDigits = 18;

    /// <summary>Returns the number that a text spells; any other value as it is.</summary>
    public static EvaluationValue Apply(EvaluationValue value)
    {
        if (value.Kind != EvaluationValueKind.Text)
        {
            return value;
        }

        var text = value.Text;
        var unsigned = text.StartsWith('-') ? text.AsSpan(1) : text;
        var whole = CountDigits(unsigned);
        if (whole == 0)
        {
            return value;
        }

        if (whole == unsigned.Length)
        {
            return OfInteger(value, text, whole);
        }

        var fraction = unsigned[(whole + 1)..];
        return unsigned[whole] == '.' && fraction.Length > 0 && CountDigits(fraction) == fraction.Length
            ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
            : value;
    }

    private static EvaluationValue OfInteger(EvaluationValue value, string text, int digits)
    {
        if (digits <= MaxLongDigits)
        {
            return long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        return text.Length <= MaxIntegerDigits ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : value;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
