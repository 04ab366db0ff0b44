using System.Globalization;

namespace Flagsmith.Polling.Snapshots;

/// <summary>
/// Reads a time span in the constant format, <c>[-][d.]hh:mm:ss[.fffffff]</c>, and in no other: .NET alone takes <c>60</c> for
/// 60 days, <c>1:30</c> for 90 minutes and <c>24:00:00</c> for 24 days. (TryParseExact with "c" takes the first two as well, and allocates 96 bytes.)
/// </summary>
internal static class ConstantTimeSpan
{
    private const int TimeLength = 8; // hh:mm:ss
    private const int MaxFractionDigits = 7;

    /// <summary>Reads it as people write it in settings: with whitespace around it, and numbers of one digit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        if (text.Count(':') != 2 || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed))
        {
            return false;
        }

        var saysDays = text[..text.IndexOf(':')].Contains('.');
        value = saysDays || parsed.Days == 0 ? parsed : default;
        return saysDays || parsed.Days == 0;
    }

    /// <summary>Reads it character by character as the format says.</summary>
    public static bool TryParseExact(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        return HasForm(text) && TryParse(text, out value);
    }

    private static bool HasForm(ReadOnlySpan<char> text)
    {
        var begin = text.IndexOf(':') - 2;
        return begin >= 0 && text.Length >= begin + TimeLength
            && AreDays(text[..begin])
            && IsTime(text.Slice(begin, TimeLength))
            && IsFraction(text[(begin + TimeLength)..]);
    }

    private static bool AreDays(ReadOnlySpan<char> text)
    {
        var days = text is ['-', ..] ? text[1..] : text;
        return days.IsEmpty || (days is [_, .., '.'] && AsciiDigits.AreAll(days[..^1]));
    }

    private static bool IsTime(ReadOnlySpan<char> text) =>
        text[2] == ':' && text[5] == ':' && AsciiDigits.AreAll(text[..2]) && AsciiDigits.AreAll(text[3..5]) && AsciiDigits.AreAll(text[6..]);

    private static bool IsFraction(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text is ['.', _, ..] && text.Length <= MaxFractionDigits + 1 && AsciiDigits.AreAll(text[1..]));
}
