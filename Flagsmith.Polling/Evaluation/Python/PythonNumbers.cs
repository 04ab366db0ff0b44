using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Flagsmith.Polling.Evaluation.Python;

/// <summary>Reads numbers as Python's <c>int()</c> and <c>float()</c> do, since the dashboard promises what the reference engine finds.</summary>
internal static partial class PythonNumbers
{
    private const int MaxIntegerDigits = 4300;

    /// <summary>Reads an integer of any size: blanks around it, a sign, digits of any script, single underscores between them.</summary>
    public static bool TryParseInteger(string text, out BigInteger value)
    {
        value = default;
        var plain = Normalise(text);
        if (!IntegerForm().IsMatch(plain))
        {
            return false;
        }

        plain = plain.Replace("_", "", StringComparison.Ordinal);
        return plain.AsSpan().TrimStart("+-").Length <= MaxIntegerDigits
            && BigInteger.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Reads a floating-point number: like an integer, with a point, an exponent, or one of the words <c>inf</c>, <c>infinity</c>, <c>nan</c>.</summary>
    public static bool TryParseDouble(string text, out double value)
    {
        var plain = Normalise(text);
        if (SpecialForm().Match(plain) is { Success: true } special)
        {
            value = SpecialNumber(special);
            return true;
        }

        value = 0;
        return DoubleForm().IsMatch(plain)
            && double.TryParse(plain.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Converts an integer to the nearest floating-point number; false where it is too large for one.</summary>
    /// <remarks>The conversion of the framework cuts off instead of rounding.</remarks>
    public static bool TryConvert(BigInteger integer, out double value) =>
        double.TryParse(integer.ToString(CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);

    /// <summary>Replaces the digits and blanks of other scripts by ASCII ones, and removes blanks at the ends.</summary>
    private static string Normalise(string text)
    {
        if (Ascii.IsValid(text))
        {
            return TrimBlanks(text);
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(Normalise(rune).ToString());
        }

        return TrimBlanks(plain.ToString());
    }

    private static Rune Normalise(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune;
        }

        return Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
            ? new Rune('0' + (int)Rune.GetNumericValue(rune))
            : Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune;
    }

    private static string TrimBlanks(string text) => text.Trim(' ', '\t', '\n', '\v', '\f', '\r');

    private static double SpecialNumber(Match special)
    {
        if (special.Groups["nan"].Success)
        {
            return double.NaN;
        }

        return special.Value.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
    }

    [GeneratedRegex(@"\A[+-]?[0-9]+(?:_[0-9]+)*\z")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"\A[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.(?:[0-9]+(?:_[0-9]+)*)?)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?\z")]
    private static partial Regex DoubleForm();

    [GeneratedRegex(@"\A[+-]?(?:(?<nan>[nN][aA][nN])|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)\z")]
    private static partial Regex SpecialForm();
}
