using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flagsmith.Polling.Benchmarks.Summary.Parsing;

/// <summary>Reads a value as text, number or boolean: leaner than the JSON element that the serializer would make of it by itself.</summary>
internal sealed class ScalarConverter : JsonConverter<object?>
{
    private static readonly object True = true;
    private static readonly object False = false;

    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => reader.GetInt64(),
        JsonTokenType.True => True,
        JsonTokenType.False => False,
        _ => null,
    };

    public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
