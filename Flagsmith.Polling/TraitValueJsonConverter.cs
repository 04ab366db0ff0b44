using System.Text.Json;
using System.Text.Json.Serialization;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling;

/// <summary>Reads and writes a <see cref="TraitValue"/> as the JSON value that Flagsmith stores: a string, a number or a boolean.</summary>
/// <remarks>Thread-safe. <see cref="TraitValue"/> is associated with it by attribute; no registration is needed.</remarks>
public sealed class TraitValueJsonConverter : JsonConverter<TraitValue>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON is not a string, a number or a boolean, or a string that is not valid text or a number that no double holds.</exception>
    public override TraitValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => JsonText.Read(ref reader) ?? throw new JsonException("The string holds half of a surrogate pair, which is not valid text."),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Number => new TraitValue(FlagValueJsonConverter.ReadNumber(ref reader)),
        _ => throw new JsonException("A trait's value is a string, a number or a boolean."),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TraitValue value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        FlagListWriter.Write(writer, value.Value);
    }
}
