using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads single values. A value of another type than the one asked for is passed over and reads as null; nothing here throws for well-formed JSON.</summary>
internal static class ScalarReader
{
    public static bool? ReadBoolean(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        Utf8Json.Pass(ref reader);
        return null;
    }

    /// <summary>Reads a whole number, which may be written <c>10</c>, <c>10.0</c> or <c>1E+1</c>.</summary>
    public static long? ReadInteger(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var whole) || ReadNumber(ref reader).TryGetInt64(out whole) ? whole : null;
        }

        Utf8Json.Pass(ref reader);
        return null;
    }

    public static string? ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.Read(ref reader);
        }

        Utf8Json.Pass(ref reader);
        return null;
    }

    /// <summary>Reads a text that is most often the same as last time, so that it is not made again.</summary>
    public static string? ReadText(ref Utf8JsonReader reader, string? last) =>
        last is not null && reader.TokenType == JsonTokenType.String && JsonText.Is(ref reader, last) ? last : ReadText(ref reader);

    /// <summary>Reads a feature's type: nearly always one of two, which are not made again for each flag.</summary>
    public static string? ReadType(ref Utf8JsonReader reader, string? last)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return ReadText(ref reader);
        }

        var type = reader.ValueIsEscaped ? default : reader.ValueSpan;
        return type.SequenceEqual("STANDARD"u8) ? "STANDARD" : type.SequenceEqual("MULTIVARIATE"u8) ? "MULTIVARIATE" : ReadText(ref reader, last);
    }

    /// <summary>Reads a flag's value: any JSON at all. Objects and arrays become their JSON text.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="last">The text that it was last time, if it was one.</param>
    /// <returns>The value; null where a string is broken: half of a surrogate pair is not valid text.</returns>
    public static FlagValue? ReadValue(ref Utf8JsonReader reader, string? last = null)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return ReadText(ref reader, last);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True or JsonTokenType.False:
                return reader.GetBoolean();
            case JsonTokenType.Null:
                return FlagValue.Null;
            default:
                return ReadJson(ref reader);
        }
    }

    /// <summary>Keeps a number as exactly as .NET can: 64-bit integer, else a finite double where it has a point or an exponent, else its digits.</summary>
    private static FlagValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        var isWhole = !reader.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E'); // beyond 64 bits: a double would lose digits
        return !isWhole && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    // A JsonDocument would keep twelve bytes and more for each token: a gigabyte for an array of 60 MB.
    private static FlagValue ReadJson(ref Utf8JsonReader reader)
    {
        Debug.Assert(!reader.HasValueSequence, "the body is one piece");
        ref var first = ref MemoryMarshal.GetReference(reader.ValueSpan); // the bracket: a part of the body, as all tokens are
        var start = reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpan(in first, (int)(reader.BytesConsumed - start)));
    }
}
