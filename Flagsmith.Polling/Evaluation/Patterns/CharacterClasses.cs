namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>The classes <c>\d</c>, <c>\s</c>, <c>\w</c> and their opposites, as Python has them, written as the content of a set of .NET.</summary>
internal static class CharacterClasses
{
    private const string WordPunctuation = @"\u203f\u2040\u2054\ufe33\ufe34\ufe4d-\ufe4f\uff3f"; // all connectors but the underscore

    /// <summary>Returns the content of a set; null for a letter that names no class.</summary>
    /// <param name="letter">The letter behind the backslash.</param>
    /// <param name="isAscii">Whether the class has ASCII characters alone.</param>
    public static string? Find(int letter, bool isAscii) => (letter, isAscii) switch
    {
        ('d', false) => @"\d",
        ('D', false) => @"\D",
        ('s', false) => @"\s\x1c-\x1f",
        ('S', false) => @"\x00-\x08\x0e-\x1b!-\x84\x86-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\uffff",
        ('w', false) => @"\p{L}\p{N}_",
        ('W', false) => @"\p{M}\p{S}\p{Z}\p{C}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}" + WordPunctuation,
        ('d', true) => "0-9",
        ('D', true) => @"\x00-/:-\uffff",
        ('s', true) => @"\x09-\x0d\x20",
        ('S', true) => @"\x00-\x08\x0e-\x1f!-\uffff",
        ('w', true) => "0-9A-Z_a-z",
        ('W', true) => @"\x00-/:-@\x5b-\x5e\x60\x7b-\uffff",
        _ => null,
    };

    /// <summary>Returns a boundary of words: <c>\b</c>, or <c>\B</c>, which does not match the empty text.</summary>
    public static string Boundary(bool isBoundary, bool isAscii)
    {
        var word = "[" + Find('w', isAscii) + "]";
        return isBoundary
            ? $"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
            : $@"(?:(?<={word})(?={word})|(?<!{word})(?!{word})(?!\A\z))";
    }
}
