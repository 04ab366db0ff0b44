using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the traits of an identity's response. A trait without key or value, or one that is not a scalar, is skipped.</summary>
internal static class TraitListReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    public static TraitList Read(ref Utf8JsonReader reader)
    {
        var traits = new List<KeyValuePair<string, TraitValue>>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Utf8Json.Pass(ref reader);
            return new TraitList(traits, WithoutId: null);
        }

        HashSet<string>? withoutId = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadTrait(ref reader, out var hasNullId) is { } trait)
            {
                traits.Add(trait);
                withoutId = Note(withoutId, trait.Key, hasNullId);
            }
        }

        return new TraitList(traits, withoutId);
    }

    // Of several traits with one key the last counts.
    private static HashSet<string>? Note(HashSet<string>? withoutId, string key, bool hasNullId)
    {
        if (hasNullId)
        {
            withoutId ??= new HashSet<string>(StringComparer.Ordinal);
            withoutId.Add(key);
        }
        else
        {
            withoutId?.Remove(key);
        }

        return withoutId;
    }

    private static KeyValuePair<string, TraitValue>? ReadTrait(ref Utf8JsonReader reader, out bool hasNullId)
    {
        hasNullId = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        var fields = default(TraitFields);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadMember(ref reader, ref fields);
        }

        hasNullId = fields is { IsIdNull: true, IsNotTransient: true };
        return fields.Key is null || fields.Value.IsNull ? null : KeyValuePair.Create(fields.Key, TraitValue.Of(fields.Value));
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref TraitFields fields)
    {
        if (MemberNames.TryEnter(ref reader, "trait_key"u8))
        {
            fields.Key = ScalarReader.ReadText(ref reader);
        }
        else if (MemberNames.TryEnter(ref reader, "trait_value"u8))
        {
            fields.Value = ScalarReader.ReadValue(ref reader) ?? FlagValue.Null;
        }
        else if (MemberNames.TryEnter(ref reader, "id"u8))
        {
            fields.IsIdNull = reader.TokenType == JsonTokenType.Null;
        }
        else if (MemberNames.TryEnter(ref reader, "transient"u8))
        {
            fields.IsNotTransient = reader.TokenType == JsonTokenType.False;
        }
        else
        {
            reader.Read();
        }

        Utf8Json.Pass(ref reader);
    }

    private struct TraitFields
    {
        public string? Key;
        public FlagValue Value;
        public bool IsIdNull;
        public bool IsNotTransient;
    }
}
