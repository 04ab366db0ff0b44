using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Flagsmith.Polling.Snapshots;

/// <summary>What a flag's value gives when read as an enum: a defined member, by number from an integer, by one name in any case from text. Nothing here throws.</summary>
internal static class EnumConversion
{
    private const int LongestNumber = 20;

    /// <summary>Reads as an enum.</summary>
    public static bool TryGet<TEnum>(FlagValue value, out TEnum result)
        where TEnum : struct, Enum
    {
        result = default;
        Span<char> digits = stackalloc char[LongestNumber];
        var text = Prepare(value, digits);
        var isMember = !text.IsEmpty && Enum.TryParse(text, ignoreCase: true, out result) && (value.Kind == FlagValueKind.String || Enum.IsDefined(result));
        result = isMember ? result : default;
        return isMember;
    }

    /// <summary>The same where the type is not known to be an enum, or is a nullable one.</summary>
    public static bool TryGetBoxed<T>(FlagValue value, out T result)
    {
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        Span<char> digits = stackalloc char[LongestNumber];
        var text = Prepare(value, digits);
        object? member = null;
        var isMember = !text.IsEmpty && Enum.TryParse(type, text, ignoreCase: true, out member) && (value.Kind == FlagValueKind.String || Enum.IsDefined(type, member!));
        result = isMember ? (T)member! : default!;
        return isMember;
    }

    /// <summary>Returns the text to parse: a name, or the digits of an integer. Empty for what is no member.</summary>
    private static ReadOnlySpan<char> Prepare(FlagValue value, Span<char> digits) => value.Kind switch
    {
        FlagValueKind.String => IsName(value.Text) ? value.Text : default(ReadOnlySpan<char>),
        FlagValueKind.Integer when value.Integer.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture) => digits[..length],
        _ => default,
    };

    // Enum.TryParse would also take "5", " 99" and "A, B": a number in text, whitespace and a list of names are not a name.
    private static bool IsName([NotNullWhen(true)] string? text) =>
        text is [var first, ..] && !char.IsAsciiDigit(first) && first is not ('-' or '+') && !text.AsSpan().ContainsAny(',', ' ')
        && !char.IsWhiteSpace(first) && !char.IsWhiteSpace(text[^1]);
}
