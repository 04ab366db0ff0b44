using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the traits of an identity's answer. A trait without key or value, or one that is no scalar, is passed over.</summary>
internal static class TraitListReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    public static List<KeyValuePair<string, TraitValue>> Read(ref Utf8JsonReader reader)
    {
        var traits = new List<KeyValuePair<string, TraitValue>>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Utf8Json.Pass(ref reader);
            return traits;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadTrait(ref reader) is { } trait)
            {
                traits.Add(trait);
            }
        }

        return traits;
    }

    private static KeyValuePair<string, TraitValue>? ReadTrait(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        string? key = null;
        var value = FlagValue.Null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.TryEnter(ref reader, "trait_key"u8))
            {
                key = ScalarReader.ReadText(ref reader);
            }
            else if (MemberNames.TryEnter(ref reader, "trait_value"u8))
            {
                value = ScalarReader.ReadValue(ref reader) ?? FlagValue.Null;
            }
            else
            {
                reader.Read();
                Utf8Json.Pass(ref reader);
            }
        }

        return key is null || value.IsNull ? null : KeyValuePair.Create(key, TraitValue.Of(value));
    }
}
