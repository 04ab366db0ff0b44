using System.Collections.Frozen;
using System.Text.Json;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>The names of members in documents.</summary>
internal static class DocumentMembers
{
    private const int LongestName = 64;

    private static readonly FrozenDictionary<string, DocumentMember>.AlternateLookup<ReadOnlySpan<char>> ByName = new Dictionary<string, DocumentMember>
    {
        ["api_key"] = DocumentMember.ApiKey,
        ["conditions"] = DocumentMember.Conditions,
        ["django_id"] = DocumentMember.DjangoId,
        ["enabled"] = DocumentMember.Enabled,
        ["feature"] = DocumentMember.Feature,
        ["feature_segment"] = DocumentMember.FeatureSegment,
        ["feature_states"] = DocumentMember.FeatureStates,
        ["featurestate_uuid"] = DocumentMember.FeatureStateUuid,
        ["feature_state_value"] = DocumentMember.FeatureStateValue,
        ["hide_disabled_flags"] = DocumentMember.HideDisabledFlags,
        ["id"] = DocumentMember.Id,
        ["identifier"] = DocumentMember.Identifier,
        ["identity_features"] = DocumentMember.IdentityFeatures,
        ["identity_overrides"] = DocumentMember.IdentityOverrides,
        ["key"] = DocumentMember.Key,
        ["metadata"] = DocumentMember.Metadata,
        ["name"] = DocumentMember.Name,
        ["operator"] = DocumentMember.Operator,
        ["multivariate_feature_option"] = DocumentMember.Option,
        ["percentage_allocation"] = DocumentMember.Percentage,
        ["priority"] = DocumentMember.Priority,
        ["project"] = DocumentMember.Project,
        ["property_"] = DocumentMember.Property,
        ["rules"] = DocumentMember.Rules,
        ["segments"] = DocumentMember.Segments,
        ["server_key_only_feature_ids"] = DocumentMember.ServerKeyOnlyFeatures,
        ["type"] = DocumentMember.Type,
        ["updated_at"] = DocumentMember.UpdatedAt,
        ["value"] = DocumentMember.Value,
        ["mv_fs_value_uuid"] = DocumentMember.VariantUuid,
        ["multivariate_feature_state_values"] = DocumentMember.Variants,
    }.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Moves to the next member of the object that the reader is in, and on to the member's value.</summary>
    /// <returns>Whether there is one; otherwise the reader is at the object's end.</returns>
    public static bool Next(ref Utf8JsonReader reader, out DocumentMember member)
    {
        member = DocumentMember.Unknown;
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        Span<char> name = stackalloc char[LongestName];
        if (reader.ValueSpan.Length <= LongestName && JsonText.TryCopy(ref reader, name, out var length))
        {
            _ = ByName.TryGetValue(name[..length], out member);
        }

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
}
