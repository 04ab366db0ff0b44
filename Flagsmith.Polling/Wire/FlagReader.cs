using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads one flag: <c>feature</c> with a name and <c>enabled</c> are needed; anything else may be missing, null, of another type or new.</summary>
internal static class FlagReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="known">Flags whose objects and texts are taken over where the wire says the same.</param>
    /// <param name="trust">What is taken over unread.</param>
    /// <param name="index">The index among <paramref name="known"/> where the flag is expected; gives the index of its name, or -1.</param>
    /// <param name="fields">What the flag's members said.</param>
    /// <returns>Whether the members that are needed were there.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, FlagBase known, FlagTrust trust, ref int index, out FlagFields fields)
    {
        fields = new FlagFields { Value = FlagValue.Null };
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return false;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.Next(ref reader) is var member and not FlagMember.Feature)
            {
                ReadMember(ref reader, member, known.At(index), ref fields);
                continue;
            }

            fields.Feature = ReadFeature(ref reader, known, trust, ref index);
        }

        return fields.IsWhole;
    }

    private static FeatureInfo? ReadFeature(ref Utf8JsonReader reader, FlagBase known, FlagTrust trust, ref int index)
    {
        if (reader.TokenStartIndex < trust.SameUntil && known.FeatureAt(index) is { } same)
        {
            // The reader's own skipping is faster than reading the members, and what changes is most often behind the feature.
            var start = reader;
            reader.Skip();
            if (reader.BytesConsumed <= trust.SameUntil)
            {
                return same;
            }

            reader = start;
        }

        return FeatureReader.Read(ref reader, known, trust.ByNameAndId, ref index);
    }

    private static void ReadMember(ref Utf8JsonReader reader, FlagMember member, FlagState? last, ref FlagFields fields)
    {
        switch (member)
        {
            case FlagMember.Enabled:
                fields.Enabled = ScalarReader.ReadBoolean(ref reader);
                break;
            case FlagMember.Value:
                fields.Value = ScalarReader.ReadValue(ref reader, last?.Value.Text);
                break;
            case FlagMember.Id:
                fields.HasId = true;
                fields.Id = ScalarReader.ReadInteger(ref reader);
                break;
            case FlagMember.Environment:
                fields.EnvironmentId = ScalarReader.ReadInteger(ref reader);
                break;
            case FlagMember.Variant:
                fields.Variant = ScalarReader.ReadText(ref reader, last?.Variant);
                break;
            case FlagMember.Reason:
                fields.Reason = ScalarReader.ReadText(ref reader, last?.Reason);
                break;
            case FlagMember.Identity:
                fields.IsIdentityOverride = ScalarReader.ReadInteger(ref reader) is not null;
                break;
            default:
                Utf8Json.Pass(ref reader);
                break;
        }
    }
}
