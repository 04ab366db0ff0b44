using System.Globalization;
using System.Numerics;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What a flag's value gives when read as a number: any number in the type's range, and text in JSON's form. Nothing here throws.</summary>
/// <remarks>An integer type reads what is whole; the others round as they round.</remarks>
internal static class NumberConversions
{
    private const NumberStyles JsonNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    // A double in round-trip form takes at most 24 characters.
    private const int LongestDouble = 32;

    /// <summary>Reads as an integer type of fixed size.</summary>
    public static bool TryGetInteger<T>(FlagValue value, out T result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        result = default;
        return value.Kind switch
        {
            FlagValueKind.Integer => long.CreateSaturating(result = T.CreateSaturating(value.Integer)) == value.Integer,
            FlagValueKind.Double => TryWhole(value.Double, out result),
            FlagValueKind.String => TryParseWhole(value.Text, out result),
            _ => false,
        };
    }

    /// <summary>Reads as a whole number of any size.</summary>
    public static bool TryGetBigInteger(FlagValue value, out BigInteger result)
    {
        result = default;
        switch (value.Kind)
        {
            case FlagValueKind.Integer:
                result = value.Integer;
                return true;
            case FlagValueKind.Double when double.IsInteger(value.Double):
                result = new BigInteger(value.Double);
                return true;
            default:
                return value.Kind == FlagValueKind.String && TryParseWhole(value.Text, out result);
        }
    }

    /// <summary>Reads as a binary floating-point type. Never an infinity or a NaN.</summary>
    public static bool TryGetFloat<T>(FlagValue value, out T result)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        result = default;
        var isNumber = value.Kind switch
        {
            FlagValueKind.Integer => T.IsFinite(result = T.CreateSaturating(value.Integer)),
            FlagValueKind.Double => T.IsFinite(result = T.CreateSaturating(value.Double)),
            FlagValueKind.String => JsonNumberText.IsNumber(value.Text) && T.TryParse(value.Text, JsonNumber, CultureInfo.InvariantCulture, out result) && T.IsFinite(result),
            _ => false,
        };
        result = isNumber ? result : default;
        return isNumber;
    }

    /// <summary>Reads as a decimal. A double by its shortest digits: a cast would keep 15 of them.</summary>
    public static bool TryGetDecimal(FlagValue value, out decimal result)
    {
        result = 0;
        switch (value.Kind)
        {
            case FlagValueKind.Integer:
                result = value.Integer;
                return true;
            case FlagValueKind.Double when double.IsFinite(value.Double):
                Span<char> digits = stackalloc char[LongestDouble];
                return value.Double.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture)
                    && decimal.TryParse(digits[..length], JsonNumber, CultureInfo.InvariantCulture, out result);
            default:
                return value.Kind == FlagValueKind.String && JsonNumberText.IsNumber(value.Text)
                    && decimal.TryParse(value.Text, JsonNumber, CultureInfo.InvariantCulture, out result);
        }
    }

    private static bool TryParseWhole<T>(string? text, out T result)
        where T : struct, IBinaryInteger<T>
    {
        result = default;
        return JsonNumberText.IsWhole(text) && T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result);
    }

    private static bool TryWhole<T>(double value, out T result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        // 2^63 itself is a double and no long. The largest value and one are exact for the smaller types, and for the larger ones
        // the largest value rounds up to the first that does not fit.
        var fits = double.IsInteger(value) && value >= double.CreateSaturating(T.MinValue) && value < double.CreateSaturating(T.MaxValue) + 1;
        result = fits ? T.CreateSaturating(value) : default;
        return fits;
    }
}
