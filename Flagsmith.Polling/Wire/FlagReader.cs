using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads one flag: <c>feature</c> with a name and <c>enabled</c> are needed; anything else may be missing, null, of another type or new.</summary>
internal static class FlagReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    /// <returns>The flag; null when a member that is needed was missing or of another type.</returns>
    public static FlagState? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        long? id = null, environment = null;
        FeatureInfo? feature = null;
        bool? enabled = null;
        FlagValue? value = FlagValue.Null;
        string? variant = null, reason = null;
        var isIdentityOverride = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsMember(ref reader, "feature"u8))
            {
                feature = FeatureReader.Read(ref reader);
            }
            else if (IsMember(ref reader, "enabled"u8))
            {
                enabled = ScalarReader.ReadBoolean(ref reader);
            }
            else if (IsMember(ref reader, "feature_state_value"u8))
            {
                value = ScalarReader.ReadValue(ref reader);
            }
            else if (IsMember(ref reader, "id"u8))
            {
                id = ScalarReader.ReadInteger(ref reader);
            }
            else if (IsMember(ref reader, "environment"u8))
            {
                environment = ScalarReader.ReadInteger(ref reader);
            }
            else if (IsMember(ref reader, "variant"u8))
            {
                variant = ScalarReader.ReadText(ref reader);
            }
            else if (IsMember(ref reader, "reason"u8))
            {
                reason = ScalarReader.ReadText(ref reader);
            }
            else if (IsMember(ref reader, "identity"u8))
            {
                isIdentityOverride = ScalarReader.ReadInteger(ref reader) is not null;
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return feature is null || enabled is not { } isEnabled || value is not { } flagValue
            ? null
            : new FlagState
            {
                Id = id,
                Enabled = isEnabled,
                Value = flagValue,
                EnvironmentId = environment,
                Feature = feature,
                Variant = variant,
                Reason = reason,
                IsIdentityOverride = isIdentityOverride,
            };
    }

    /// <summary>Tells whether the reader stands at a member of that name, and if so moves to its value.</summary>
    internal static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();
}
