using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the feature of a flag: a name is needed; anything else may be missing, null, of another type or new.</summary>
internal static class FeatureReader
{
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
}
