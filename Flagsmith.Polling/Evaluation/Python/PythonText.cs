using System.Globalization;
using System.Numerics;

namespace Flagsmith.Polling.Evaluation.Python;

/// <summary>Prints values as Python's <c>str()</c> does.</summary>
internal static class PythonText
{
    private const int FirstExponentInWords = 16;
    private const int LastFractionInDigits = -4;

    /// <summary>Gets the text of an absent value.</summary>
    public static string None => "None";

    /// <summary>Prints a value. An absent one gives <c>None</c>.</summary>
    public static string Of(EvaluationValue value) => value.Kind switch
    {
        EvaluationValueKind.Text => value.Text,
        EvaluationValueKind.Integer => Of(value.Integer),
        EvaluationValueKind.Double => Of(value.Double),
        EvaluationValueKind.Boolean => Of(value.Boolean),
        _ => None,
    };

    /// <summary>Prints a boolean: <c>True</c> or <c>False</c>.</summary>
    public static string Of(bool value) => value ? "True" : "False";

    /// <summary>Prints an integer in digits.</summary>
    public static string Of(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Prints a number with the fewest digits that read back as the same: <c>1.0</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>, <c>nan</c>.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        var sign = double.IsNegative(value) ? "-" : "";
        return sign + (double.IsInfinity(value) ? "inf" : OfMagnitude(Math.Abs(value)));
    }

    private static string OfMagnitude(double value)
    {
        if (value == 0)
        {
            return "0.0";
        }

        var (digits, exponent) = Decompose(value);
        return exponent is >= LastFractionInDigits and < FirstExponentInWords
            ? WithPoint(digits, exponent)
            : WithExponent(digits, exponent);
    }

    /// <summary>Returns the significant digits, and the exponent of the first one.</summary>
    private static (string Digits, int Exponent) Decompose(double value)
    {
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = digits.Length - digits.TrimStart('0').Length;
        var exponent = (point < 0 ? digits.Length : point) - 1 - leadingZeros;
        var shift = parts.Length == 1 ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (digits.Trim('0'), exponent + shift);
    }

    private static string WithPoint(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = digits.PadRight(exponent + 1, '0');
        var fraction = whole[(exponent + 1)..];
        return whole[..(exponent + 1)] + "." + (fraction.Length == 0 ? "0" : fraction);
    }

    private static string WithExponent(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
    }
}
