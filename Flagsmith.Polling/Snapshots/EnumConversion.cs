using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What a flag's value gives when read as an enum. Nothing here throws.</summary>
internal static class EnumConversion
{
    private const int LongestNumber = 20;

    /// <summary>Reads a defined member of an enum: by number from an integer, by one name in any case from text.</summary>
    public static bool TryGet<TEnum>(FlagValue value, out TEnum result)
        where TEnum : struct, Enum
    {
        result = default;
        return value.Kind switch
        {
            // Enum.TryParse would also take "5" and "A, B": a number in text and a list of names are not a name.
            FlagValueKind.String => IsName(value.Text) && Enum.TryParse(value.Text, ignoreCase: true, out result),
            FlagValueKind.Integer => TryDefined(value.Integer, out result),
            _ => false,
        };
    }

    /// <summary>Tells whether a text can be the name of one member.</summary>
    public static bool IsName([NotNullWhen(true)] string? text) =>
        !string.IsNullOrEmpty(text) && !char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+') && !text.Contains(',', StringComparison.Ordinal);

    private static bool TryDefined<TEnum>(long number, out TEnum result)
        where TEnum : struct, Enum
    {
        Span<char> digits = stackalloc char[LongestNumber];
        _ = number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        return Enum.TryParse(digits[..length], out result) && Enum.IsDefined(result);
    }
}
