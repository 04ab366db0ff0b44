using System.Globalization;

namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Writes characters so that they mean nothing but themselves, inside and outside of sets.</summary>
internal static class PatternLiteral
{
    private const int LastUnit = char.MaxValue;

    /// <summary>Returns whether a code point takes two UTF-16 units.</summary>
    public static bool IsPair(int codePoint) => codePoint > LastUnit;

    /// <summary>Writes a code point as one atom.</summary>
    public static string Atom(int codePoint) => IsPair(codePoint) ? $"(?:{Units(codePoint)})" : Units(codePoint);

    /// <summary>Writes the units of a code point.</summary>
    public static string Units(int codePoint) =>
        IsPair(codePoint) ? string.Concat(char.ConvertFromUtf32(codePoint).Select(Unit)) : Unit((char)codePoint);

    private static string Unit(char unit) =>
        char.IsAsciiLetterOrDigit(unit) ? unit.ToString() : @"\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture);
}
