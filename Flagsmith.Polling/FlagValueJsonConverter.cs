using System.Text.Json;
using System.Text.Json.Serialization;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling;

/// <summary>Reads and writes a <see cref="FlagValue"/> as the JSON value that Flagsmith sends: a string, a number, a boolean or <c>null</c>.</summary>
/// <remarks>Thread-safe. <see cref="FlagValue"/> is associated with it by attribute; no registration is needed.</remarks>
public sealed class FlagValueJsonConverter : JsonConverter<FlagValue>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON is an object or an array, a string that is not valid text, or a number that no double holds.</exception>
    public override FlagValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => FlagValue.Null,
        JsonTokenType.String => JsonText.Read(ref reader) ?? throw new JsonException("The string holds half of a surrogate pair, which is not valid text."),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => ReadNumber(ref reader),
        _ => throw new JsonException("A flag's value is a string, a number, a boolean or null."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        FlagListWriter.Write(writer, value);
    }

    internal static FlagValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var integer))
        {
            return integer;
        }

        return reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw new JsonException("The number is too large.");
    }
}
