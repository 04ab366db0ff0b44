using System.Globalization;

namespace Flagsmith.Polling.Snapshots;

/// <summary>
/// Reads a time span in the constant format, <c>[-][d.]hh:mm:ss[.fffffff]</c>, and in no other: .NET alone takes <c>60</c> for
/// 60 days, <c>1:30</c> for 90 minutes and <c>24:00:00</c> for 24 days. (TryParseExact with "c" takes the first two as well, and allocates 96 bytes.)
/// </summary>
internal static class ConstantTimeSpan
{
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
}
