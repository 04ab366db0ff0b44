using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the feature of a flag: a name is needed; anything else may be missing, null, of another type or new.</summary>
internal static class FeatureReader
{
    private const int LongestNameOnStack = 256;

    /// <summary>Reads the value at the reader's position, or takes the feature over where it is known by name and id, and leaves the reader at its end.</summary>
    /// <returns>The feature; null when it has no name.</returns>
    public static FeatureInfo? Read(ref Utf8JsonReader reader, FlagBase known, out int index)
    {
        var start = reader;
        index = FindKnown(ref reader, known);
        if (index >= 0)
        {
            return known[index].Feature;
        }

        reader = start;
        return Read(ref reader);
    }

    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    /// <returns>The feature; null when it has no name.</returns>
    public static FeatureInfo? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        long? id = null, project = null;
        string? name = null, type = null, description = null, initialValue = null;
        DateTimeOffset? created = null;
        bool? defaultEnabled = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (FlagReader.IsMember(ref reader, "id"u8))
            {
                id = ScalarReader.ReadInteger(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "name"u8))
            {
                name = ScalarReader.ReadText(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "type"u8))
            {
                type = ScalarReader.ReadKnownText(ref reader, "STANDARD", "MULTIVARIATE");
            }
            else if (FlagReader.IsMember(ref reader, "created_date"u8))
            {
                created = DateReader.Read(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "description"u8))
            {
                description = ScalarReader.ReadText(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "initial_value"u8))
            {
                initialValue = ScalarReader.ReadValue(ref reader) is { IsNull: false } value ? value.ToString() : null;
            }
            else if (FlagReader.IsMember(ref reader, "default_enabled"u8))
            {
                defaultEnabled = ScalarReader.ReadBoolean(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "project"u8))
            {
                project = ScalarReader.ReadInteger(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return string.IsNullOrEmpty(name)
            ? null
            : new FeatureInfo
            {
                Id = id ?? 0,
                Name = name,
                Type = type ?? "STANDARD",
                Description = description,
                CreatedDate = created,
                InitialValue = initialValue,
                DefaultEnabled = defaultEnabled,
                ProjectId = project,
            };
    }

    private static int FindKnown(ref Utf8JsonReader reader, FlagBase known)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return -1;
        }

        long? id = null;
        var index = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (FlagReader.IsMember(ref reader, "id"u8))
            {
                id = ScalarReader.ReadInteger(ref reader);
            }
            else if (FlagReader.IsMember(ref reader, "name"u8))
            {
                index = FindByName(ref reader, known);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return index >= 0 && known[index].Feature.Id == (id ?? 0) ? index : -1;
    }

    private static int FindByName(ref Utf8JsonReader reader, FlagBase known)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > LongestNameOnStack)
        {
            var name = ScalarReader.ReadText(ref reader);
            return known.Catalog.Names.TryGetIndex(name, out var found) ? found : -1;
        }

        Span<char> characters = stackalloc char[LongestNameOnStack];
        try
        {
            var length = reader.CopyString(characters);
            return known.Catalog.Names.TryGetIndex(characters[..length], out var index) ? index : -1;
        }
        catch (InvalidOperationException) // half of a surrogate pair: well-formed JSON, but no text
        {
            return -1;
        }
    }
}
