using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>The names of members in documents.</summary>
internal static class DocumentMembers
{
    private const int LongestName = 64;

    private static readonly (byte[] Name, DocumentMember Member)[] All =
    [
        ([.. "api_key"u8], DocumentMember.ApiKey),
        ([.. "conditions"u8], DocumentMember.Conditions),
        ([.. "django_id"u8], DocumentMember.DjangoId),
        ([.. "enabled"u8], DocumentMember.Enabled),
        ([.. "feature"u8], DocumentMember.Feature),
        ([.. "feature_segment"u8], DocumentMember.FeatureSegment),
        ([.. "feature_states"u8], DocumentMember.FeatureStates),
        ([.. "featurestate_uuid"u8], DocumentMember.FeatureStateUuid),
        ([.. "feature_state_value"u8], DocumentMember.FeatureStateValue),
        ([.. "hide_disabled_flags"u8], DocumentMember.HideDisabledFlags),
        ([.. "id"u8], DocumentMember.Id),
        ([.. "identifier"u8], DocumentMember.Identifier),
        ([.. "identity_features"u8], DocumentMember.IdentityFeatures),
        ([.. "identity_overrides"u8], DocumentMember.IdentityOverrides),
        ([.. "key"u8], DocumentMember.Key),
        ([.. "metadata"u8], DocumentMember.Metadata),
        ([.. "name"u8], DocumentMember.Name),
        ([.. "operator"u8], DocumentMember.Operator),
        ([.. "multivariate_feature_option"u8], DocumentMember.Option),
        ([.. "percentage_allocation"u8], DocumentMember.Percentage),
        ([.. "priority"u8], DocumentMember.Priority),
        ([.. "project"u8], DocumentMember.Project),
        ([.. "property_"u8], DocumentMember.Property),
        ([.. "rules"u8], DocumentMember.Rules),
        ([.. "segments"u8], DocumentMember.Segments),
        ([.. "server_key_only_feature_ids"u8], DocumentMember.ServerKeyOnlyFeatures),
        ([.. "type"u8], DocumentMember.Type),
        ([.. "updated_at"u8], DocumentMember.UpdatedAt),
        ([.. "value"u8], DocumentMember.Value),
        ([.. "mv_fs_value_uuid"u8], DocumentMember.VariantUuid),
        ([.. "multivariate_feature_state_values"u8], DocumentMember.Variants),
    ];

    // By length: at most four names have the same one.
    private static readonly (byte[] Name, DocumentMember Member)[][] ByLength =
        [.. Enumerable.Range(0, LongestName + 1).Select(static length => Array.FindAll(All, entry => entry.Name.Length == length))];

    /// <summary>Moves to the next member of the object that the reader is in, and on to the member's value.</summary>
    /// <returns>Whether there is one; otherwise the reader is at the object's end.</returns>
    public static bool Next(ref Utf8JsonReader reader, out DocumentMember member)
    {
        member = DocumentMember.Unknown;
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        member = reader.ValueIsEscaped ? FindEscaped(ref reader) : Find(reader.ValueSpan);
        reader.Read();
        return true;
    }

    /// <summary>Moves into the object at the reader's position.</summary>
    /// <returns>Whether there is an object; anything else is passed over.</returns>
    public static bool EnterObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        Utf8Json.Pass(ref reader);
        return false;
    }

    /// <summary>Moves into the array at the reader's position.</summary>
    /// <returns>Whether there is an array; anything else is passed over.</returns>
    public static bool EnterArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return true;
        }

        Utf8Json.Pass(ref reader);
        return false;
    }

    /// <summary>Moves to the next element of the array that the reader is in.</summary>
    public static bool NextElement(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    private static DocumentMember FindEscaped(ref Utf8JsonReader reader)
    {
        Span<byte> name = stackalloc byte[LongestName];
        return reader.ValueSpan.Length <= LongestName && JsonText.TryCopy(ref reader, name, out var length) ? Find(name[..length]) : DocumentMember.Unknown;
    }

    private static DocumentMember Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName)
        {
            return DocumentMember.Unknown;
        }

        foreach (var (known, member) in ByLength[name.Length])
        {
            if (name.SequenceEqual(known))
            {
                return member;
            }
        }

        return DocumentMember.Unknown;
    }
}
