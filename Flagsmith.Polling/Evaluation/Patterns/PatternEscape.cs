namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Reads the escapes that stand for one character, inside and outside of sets.</summary>
internal static class PatternEscape
{
    private const int MaxOctal = 255;

    /// <summary>Reads the rest of an escape.</summary>
    /// <param name="reader">The reader, behind the character that follows the backslash.</param>
    /// <param name="escape">That character, no digit from 1 to 9.</param>
    /// <returns>The code point; null for what Python refuses.</returns>
    public static int? Read(PatternReader reader, int escape) => escape switch
    {
        'a' => '\a',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        'x' => reader.ReadHex(2),
        'u' => reader.ReadHex(4),
        'U' => reader.ReadHex(8),
        '0' => Octal(reader.ReadWhile(IsOctalDigit, 2)),
        _ when escape <= char.MaxValue && char.IsAsciiLetterOrDigit((char)escape) => null,
        _ => escape,
    };

    /// <summary>Returns the character of octal digits.</summary>
    public static int? Octal(string digits)
    {
        var codePoint = digits.Aggregate(0, static (number, digit) => (number * 8) + digit - '0');
        return codePoint <= MaxOctal ? codePoint : null;
    }

    public static bool IsOctalDigit(char unit) => unit is >= '0' and <= '7';
}
