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

        reader.Skip();
        return null;
    }

    /// <summary>Reads a whole number, which may be written <c>10</c>, <c>10.0</c> or <c>1E+1</c>.</summary>
    public static long? ReadInteger(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return ReadNumber(ref reader).TryGetInt64(out var whole) ? whole : null;
        }

        reader.Skip();
        return null;
    }

    public static string? ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair: well-formed JSON, but no text
        {
            return null;
        }
    }

    /// <summary>Reads a text that is nearly always one of two, so that the two are not made again for each flag.</summary>
    public static string? ReadKnownText(ref Utf8JsonReader reader, string usual, string other)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return ReadText(ref reader);
        }

        return reader.ValueTextEquals(usual) ? usual : reader.ValueTextEquals(other) ? other : ReadText(ref reader);
    }

    /// <summary>Reads a flag's value: any JSON at all. Objects and arrays become their JSON text.</summary>
    /// <returns>The value; null where a text is no text.</returns>
    public static FlagValue? ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return ReadText(ref reader) is { } text ? (FlagValue)text : null;
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

    /// <summary>Keeps a number as exactly as .NET can: 64-bit integer, else a finite double, else its digits.</summary>
    private static FlagValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        return reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    private static FlagValue ReadJson(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }
}
