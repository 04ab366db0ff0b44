using System.Globalization;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Reads dates and times in the extended format of ISO 8601, of which RFC 3339 is a part, and in no other: .NET alone takes <c>1.5</c> and <c>3/4</c> for days of this year.</summary>
/// <remarks>Digits of a second beyond the seventh are cut off. Nothing here throws or allocates.</remarks>
internal static class IsoTime
{
    private const int DateLength = 10; // 2026-01-02
    private const int MinuteLength = 5; // 03:04
    private const int SecondLength = 8; // 03:04:05
    private const int OffsetLength = 6; // +02:00
    private const int TickDigits = 7;

    private static readonly TimeSpan MaxOffset = TimeSpan.FromHours(14);

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryReadDate(ReadOnlySpan<char> text, out DateOnly result) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out result);

    /// <summary>Reads <c>HH:mm</c>, <c>HH:mm:ss</c> or <c>HH:mm:ss.f…</c>.</summary>
    public static bool TryReadTime(ReadOnlySpan<char> text, out TimeOnly result)
    {
        if (text.Length == MinuteLength)
        {
            return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out result);
        }

        result = default;
        var ticks = 0L;
        var isTime = text.Length >= SecondLength
            && TimeOnly.TryParseExact(text[..SecondLength], "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out result)
            && TryReadFraction(text[SecondLength..], out ticks);
        result = isTime ? new TimeOnly(result.Ticks + ticks) : default;
        return isTime;
    }

    /// <summary>Reads a date, or a date and a time with <c>T</c> or a space between them, and <c>Z</c>, an offset or none. Without an offset it is UTC.</summary>
    public static bool TryReadMoment(ReadOnlySpan<char> text, out DateTimeOffset result)
    {
        result = default;
        if (text.Length < DateLength || !TryReadDate(text[..DateLength], out var date))
        {
            return false;
        }

        var (time, offset) = (TimeOnly.MinValue, TimeSpan.Zero);
        if (text.Length > DateLength && !(text[DateLength] is 'T' or 't' or ' ' && TryReadTimeAndOffset(text[(DateLength + 1)..], out time, out offset)))
        {
            return false;
        }

        var local = date.ToDateTime(time);
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        result = new DateTimeOffset(local, offset);
        return true;
    }

    private static bool TryReadTimeAndOffset(ReadOnlySpan<char> text, out TimeOnly time, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is [.., 'Z' or 'z'])
        {
            return TryReadTime(text[..^1], out time);
        }

        if (text.Length <= OffsetLength || text[^OffsetLength] is not ('+' or '-'))
        {
            return TryReadTime(text, out time);
        }

        time = default;
        if (!TimeOnly.TryParseExact(text[^(OffsetLength - 1)..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var distance))
        {
            return false;
        }

        offset = text[^OffsetLength] == '-' ? -distance.ToTimeSpan() : distance.ToTimeSpan();
        return offset.Duration() <= MaxOffset && TryReadTime(text[..^OffsetLength], out time);
    }

    /// <summary>Reads nothing, or a point and digits.</summary>
    private static bool TryReadFraction(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        var digits = text[1..];
        if (text[0] != '.' || digits.IsEmpty || !AsciiDigits.AreAll(digits))
        {
            return false;
        }

        for (var place = 0; place < TickDigits; place++)
        {
            ticks = (ticks * 10) + (place < digits.Length ? digits[place] - '0' : 0);
        }

        return true;
    }
}
