namespace Flagsmith.Polling.Snapshots;

/// <summary>Determines whether a text is a number in JSON's form. .NET's parsers take more: whitespace, <c>+1</c>, <c>007</c>, <c>1,5</c> for 15, NaN.</summary>
internal static class JsonNumberText
{
    /// <summary>Determines whether a text is a whole number without point and exponent, such as <c>-12</c>.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text) => PassWhole(ref text) && text.IsEmpty;

    /// <summary>Determines whether a text is a number, such as <c>-12</c>, <c>0.5</c> or <c>1e-05</c>.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => PassWhole(ref text) && PassFraction(ref text) && PassExponent(ref text) && text.IsEmpty;

    private static bool PassWhole(ref ReadOnlySpan<char> text)
    {
        if (text is ['-', ..])
        {
            text = text[1..];
        }

        if (text is not ['0', ..])
        {
            return PassDigits(ref text);
        }

        text = text[1..];
        return true;
    }

    private static bool PassFraction(ref ReadOnlySpan<char> text)
    {
        if (text is not ['.', ..])
        {
            return true;
        }

        text = text[1..];
        return PassDigits(ref text);
    }

    private static bool PassExponent(ref ReadOnlySpan<char> text)
    {
        if (text is not ['e' or 'E', ..])
        {
            return true;
        }

        text = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
        return PassDigits(ref text);
    }

    /// <returns>Whether there was a digit at least.</returns>
    private static bool PassDigits(ref ReadOnlySpan<char> text)
    {
        var count = AsciiDigits.CountLeading(text);
        text = text[count..];
        return count > 0;
    }
}
