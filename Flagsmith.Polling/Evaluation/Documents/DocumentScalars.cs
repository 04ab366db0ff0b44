using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Reads single values of documents. A value of another type than the one asked for is passed over and reads as null.</summary>
internal static class DocumentScalars
{
    private const int LongestNumber = 1024;

    /// <summary>Reads the id of a feature state as text; null for null, 0 and anything but a number or a text.</summary>
    public static string? ReadId(ref Utf8JsonReader reader) => ReadText(ref reader) is { Length: > 0 } id and not "0" ? id : null;

    /// <summary>Reads a value as the text that Python makes of it: <c>True</c>, <c>None</c>, <c>1.0</c>. Objects and arrays are their JSON.</summary>
    /// <returns>The text; null where a string is not valid text.</returns>
    public static string? ReadText(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return JsonText.Read(ref reader);
            case JsonTokenType.Number:
                return TextOf(reader.ValueSpan);
            case JsonTokenType.True:
                return "True";
            case JsonTokenType.False:
                return "False";
            case JsonTokenType.Null:
                return null;
            default:
                return ScalarReader.ReadValue(ref reader)?.Text;
        }
    }

    public static DocumentNumber? ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return new DocumentNumber(reader.TryGetDouble(out var value) ? value : 0, IsWhole(reader.ValueSpan));
        }

        Utf8Json.Pass(ref reader);
        return null;
    }

    public static Priority? ReadPriority(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        if (reader.TryGetInt64(out var small))
        {
            return Priority.Of(new BigInteger(small));
        }

        return IsWhole(reader.ValueSpan) && reader.ValueSpan.Length <= LongestNumber
            ? Priority.Of(BigInteger.Parse(Encoding.UTF8.GetString(reader.ValueSpan), CultureInfo.InvariantCulture))
            : Priority.Of(reader.TryGetDouble(out var value) ? value : double.PositiveInfinity);
    }

    /// <summary>Reads an object as it is; null for anything else.</summary>
    public static JsonElement? ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        return JsonElement.ParseValue(ref reader);
    }

    private static bool IsWhole(ReadOnlySpan<byte> number) => !number.ContainsAny((byte)'.', (byte)'e', (byte)'E');

    private static string TextOf(ReadOnlySpan<byte> number)
    {
        if (IsWhole(number))
        {
            return number.SequenceEqual("-0"u8) ? "0" : Encoding.UTF8.GetString(number);
        }

        return PythonText.Of(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
    }
}
