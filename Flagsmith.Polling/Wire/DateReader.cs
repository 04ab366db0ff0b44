using System.Globalization;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads dates as Flagsmith's servers have written them: with <c>Z</c>, an offset or none (UTC), <c>T</c> or a space, 0 to 7 digits of a second.</summary>
internal static class DateReader
{
    private const int LongestDate = 64;

    /// <returns>The moment; null where it cannot be read.</returns>
    public static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        // Only with a "Z" at its end: without an offset the fast way would take the machine's time zone.
        if (reader.ValueSpan is [.., (byte)'Z'] && JsonText.TryReadMoment(ref reader, out var moment))
        {
            return moment;
        }

        Span<char> text = stackalloc char[LongestDate];
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > LongestDate || !JsonText.TryCopy(ref reader, text, out var length))
        {
            return null;
        }

        return DateTimeOffset.TryParse(text[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment) ? moment : null;
    }
}
