using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

#pragma warning disable RS0030 // The only code that may call what unescapes: each call is guarded.

/// <summary>The only code that unescapes JSON strings and member names. Nothing here throws.</summary>
/// <remarks>
/// Half of a surrogate pair (<c>"\ud83d"</c>) is well-formed JSON but not text, and <see cref="Utf8JsonReader"/> throws for it wherever it unescapes.
/// So its methods that do are banned elsewhere (<c>BannedSymbols.txt</c>). A string without escapes is text, as the body is known to be UTF-8.
/// </remarks>
internal static class JsonText
{
    private const int EscapeLength = 6; // \uXXXX

    /// <returns>The string; null when it is not text.</returns>
    public static string? Read(ref Utf8JsonReader reader) => IsText(ref reader) ? reader.GetString() : null;

    /// <summary>Copies the string into a buffer that is at least as long as the string with its escapes.</summary>
    /// <returns>Whether it is text.</returns>
    public static bool TryCopy(ref Utf8JsonReader reader, scoped Span<char> buffer, out int length)
    {
        var isText = IsText(ref reader);
        length = isText ? reader.CopyString(buffer) : 0;
        return isText;
    }

    /// <inheritdoc cref="TryCopy(ref Utf8JsonReader, Span{char}, out int)"/>
    public static bool TryCopy(ref Utf8JsonReader reader, scoped Span<byte> buffer, out int length)
    {
        var isText = IsText(ref reader);
        length = isText ? reader.CopyString(buffer) : 0;
        return isText;
    }

    /// <summary>Determines whether the string or member name is the given one. What is not text equals nothing.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? IsText(ref reader) && reader.ValueTextEquals(text) : reader.ValueSpan.SequenceEqual(text);

    /// <inheritdoc cref="Is(ref Utf8JsonReader, ReadOnlySpan{byte})"/>
    /// <remarks>The comparison of plain text without transcoding is several times as fast as the reader's own.</remarks>
    public static bool Is(ref Utf8JsonReader reader, string text) =>
        (!reader.ValueIsEscaped && Ascii.Equals(reader.ValueSpan, text)) || (IsText(ref reader) && reader.ValueTextEquals(text));

    /// <summary>Reads a moment in the format that the reader itself knows.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadMoment(ref Utf8JsonReader reader, out DateTimeOffset moment)
    {
        moment = default;
        return IsText(ref reader) && reader.TryGetDateTimeOffset(out moment);
    }

    private static bool IsText(ref Utf8JsonReader reader) => !reader.ValueIsEscaped || !HasLoneSurrogate(reader.ValueSpan);

    // The escapes themselves are well-formed: the reader has checked that.
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0; at = escaped.IndexOf((byte)'\\'))
        {
            escaped = escaped[at..];
            if (CodeUnit(escaped) is not { } unit)
            {
                escaped = escaped[2..];
            }
            else if (!char.IsSurrogate(unit))
            {
                escaped = escaped[EscapeLength..];
            }
            else if (char.IsHighSurrogate(unit) && CodeUnit(escaped[EscapeLength..]) is { } next && char.IsLowSurrogate(next))
            {
                escaped = escaped[(2 * EscapeLength)..];
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns the code unit for which an escape at the beginning stands; null where there is none of the form <c>\uXXXX</c>.</summary>
    private static char? CodeUnit(ReadOnlySpan<byte> escaped) =>
        escaped is [(byte)'\\', (byte)'u', ..] && ushort.TryParse(escaped[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
