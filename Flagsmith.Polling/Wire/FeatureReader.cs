using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the feature of a flag: a name is needed; anything else may be missing, null, of another type or new.</summary>
/// <remarks>Of several members with one name the last counts, whatever it is: also where it is null or of another type.</remarks>
internal static class FeatureReader
{
    /// <summary>Reads the value at the reader's position and leaves the reader at its end. What a known feature says already is not made again.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="known">The flags that are known.</param>
    /// <param name="trustsNameAndId">Whether the feature of a known name and id is taken over without reading the rest.</param>
    /// <param name="index">The index among them where the feature is expected; gives the one that has its name, or -1.</param>
    /// <returns>The feature, the known object where it is the same; null when it has no name.</returns>
    public static FeatureInfo? Read(ref Utf8JsonReader reader, FlagBase known, bool trustsNameAndId, ref int index)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref reader);
            return null;
        }

        if (!trustsNameAndId || known.Count == 0)
        {
            return ReadWhole(ref reader, known, ref index);
        }

        var begin = reader;
        var expected = index;
        if (FindByNameAndId(ref reader, known, ref index) is { } feature)
        {
            return feature;
        }

        reader = begin;
        index = expected;
        return ReadWhole(ref reader, known, ref index);
    }

    // To the end of the feature, as its last name and its last id count.
    private static FeatureInfo? FindByNameAndId(ref Utf8JsonReader reader, FlagBase known, ref int index)
    {
        var isKnown = false;
        var id = 0L;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            switch (MemberNames.Next(ref reader))
            {
                case FlagMember.Name:
                    isKnown = NameReader.Find(ref reader, known, ref index);
                    break;
                case FlagMember.Id:
                    id = ScalarReader.ReadInteger(ref reader) ?? 0;
                    break;
                default:
                    Utf8Json.Pass(ref reader);
                    break;
            }
        }

        return isKnown && known.FeatureAt(index) is { } feature && feature.Id == id ? feature : null;
    }

    private static FeatureInfo? ReadWhole(ref Utf8JsonReader reader, FlagBase known, ref int index)
    {
        var fields = default(FeatureFields);
        var old = known.FeatureAt(index);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var member = MemberNames.Next(ref reader);
            if (member == FlagMember.Name)
            {
                fields.Name = NameReader.Read(ref reader, known, ref index);
                old = known.FeatureAt(index);
            }
            else
            {
                ReadMember(ref reader, member, old, ref fields);
            }
        }

        return string.IsNullOrEmpty(fields.Name) ? null : old is not null && fields.Equals(old) ? old : fields.ToFeature();
    }

    private static void ReadMember(ref Utf8JsonReader reader, FlagMember member, FeatureInfo? old, ref FeatureFields fields)
    {
        switch (member)
        {
            case FlagMember.Id:
                fields.Id = ScalarReader.ReadInteger(ref reader) ?? 0;
                break;
            case FlagMember.Type:
                fields.Type = ScalarReader.ReadType(ref reader, old?.Type);
                break;
            case FlagMember.CreatedDate:
                fields.CreatedDate = DateReader.Read(ref reader);
                break;
            case FlagMember.Description:
                fields.Description = ScalarReader.ReadText(ref reader, old?.Description);
                break;
            case FlagMember.InitialValue:
                fields.InitialValue = ScalarReader.ReadValue(ref reader, old?.InitialValue) is { IsNull: false } value ? value.ToString() : null;
                break;
            case FlagMember.DefaultEnabled:
                fields.DefaultEnabled = ScalarReader.ReadBoolean(ref reader);
                break;
            case FlagMember.Project:
                fields.ProjectId = ScalarReader.ReadInteger(ref reader);
                break;
            default:
                Utf8Json.Pass(ref reader);
                break;
        }
    }
}
