using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads one flag: <c>feature</c> with a name and <c>enabled</c> are needed; anything else may be missing, null, of another type or new.</summary>
internal static class FlagReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    /// <returns>The flag; null when a member that is needed was missing or of another type.</returns>
    public static FlagState? Read(ref Utf8JsonReader reader) => TryRead(ref reader, known: null, out var fields, out _) ? fields.ToState() : null;

    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="known">Flags whose features are taken over instead of being read again; none by default.</param>
    /// <param name="fields">What the flag's members said.</param>
    /// <param name="index">The index of the feature among <paramref name="known"/>, or -1.</param>
    /// <returns>Whether the members that are needed were there.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, FlagBase? known, out FlagFields fields, out int index)
    {
        fields = default;
        index = -1;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        FeatureInfo? feature = null;
        bool? enabled = null;
        FlagValue? value = FlagValue.Null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsMember(ref reader, "feature"u8))
            {
                feature = known is null ? FeatureReader.Read(ref reader) : FeatureReader.Read(ref reader, known, out index);
            }
            else if (IsMember(ref reader, "enabled"u8))
            {
                enabled = ScalarReader.ReadBoolean(ref reader);
            }
            else if (IsMember(ref reader, "feature_state_value"u8))
            {
                value = ScalarReader.ReadValue(ref reader);
            }
            else
            {
                ReadDetail(ref reader, ref fields);
            }
        }

        fields.Feature = feature!;
        fields.Enabled = enabled ?? false;
        fields.Value = value ?? FlagValue.Null;
        return feature is not null && enabled is not null && value is not null;
    }

    /// <summary>Tells whether the reader stands at a member of that name, and if so moves to its value.</summary>
    internal static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static void ReadDetail(ref Utf8JsonReader reader, ref FlagFields fields)
    {
        if (IsMember(ref reader, "id"u8))
        {
            fields.HasId = true;
            fields.Id = ScalarReader.ReadInteger(ref reader);
        }
        else if (IsMember(ref reader, "environment"u8))
        {
            fields.EnvironmentId = ScalarReader.ReadInteger(ref reader);
        }
        else if (IsMember(ref reader, "variant"u8))
        {
            fields.Variant = ScalarReader.ReadText(ref reader);
        }
        else if (IsMember(ref reader, "reason"u8))
        {
            fields.Reason = ScalarReader.ReadText(ref reader);
        }
        else if (IsMember(ref reader, "identity"u8))
        {
            fields.IsIdentityOverride = ScalarReader.ReadInteger(ref reader) is not null;
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }
}
