using System.Buffers;
using System.Text.Json;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>Writes the body of <c>POST identities/</c>.</summary>
internal static class IdentityRequestBody
{
    /// <summary>For reading a user: what may be stored is as the variant says.</summary>
    public static ReadOnlyMemory<byte> ForRead(IdentityKey key, IdentityPersistence defaultPersistence)
    {
        var persistence = key.Variant?.Persistence ?? defaultPersistence;
        var traits = (key.Variant?.Traits ?? TraitSet.Empty).Select(trait => KeyValuePair.Create(trait.Key, (TraitValue?)trait.Value));
        return Write(key.Identifier, isTransient: persistence == IdentityPersistence.None, traits, areTraitsTransient: persistence == IdentityPersistence.Identity);
    }

    /// <summary>For storing traits: null deletes.</summary>
    public static ReadOnlyMemory<byte> ForStoring(string identifier, IReadOnlyDictionary<string, TraitValue?> traits) =>
        Write(identifier, isTransient: false, traits, areTraitsTransient: false);

    private static ReadOnlyMemory<byte> Write(string identifier, bool isTransient, IEnumerable<KeyValuePair<string, TraitValue?>> traits, bool areTraitsTransient)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("identifier"u8, identifier);
        if (isTransient)
        {
            json.WriteBoolean("transient"u8, true);
        }

        json.WriteStartArray("traits"u8);
        foreach (var (key, value) in traits)
        {
            json.WriteStartObject();
            json.WriteString("trait_key"u8, key);
            json.WritePropertyName("trait_value"u8);
            FlagListWriter.Write(json, value?.Value ?? FlagValue.Null);
            if (areTraitsTransient)
            {
                json.WriteBoolean("transient"u8, true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
