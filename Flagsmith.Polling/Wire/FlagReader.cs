using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads one flag: <c>feature</c> with a name and <c>enabled</c> are needed; anything else may be missing, null, of another type or new.</summary>
/// <remarks>Of several members with one name the last counts, whatever it is: also where it is null or of another type.</remarks>
internal static class FlagReader
{
    /// <summary>Reads the value at the cursor and leaves the cursor at its end.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="known">Flags whose objects and texts are taken over where the wire says the same.</param>
    /// <param name="shortcut">What is known of the flag already.</param>
    /// <param name="index">The index among <paramref name="known"/> where the flag is expected; gives the index of its name, or -1.</param>
    /// <param name="fields">What the flag's members said.</param>
    /// <returns>Whether the members that are needed were there.</returns>
    public static bool TryRead(ref BodyCursor cursor, FlagBase known, ref FlagShortcut shortcut, ref int index, out FlagFields fields)
    {
        fields = new FlagFields { Value = FlagValue.Null };
        shortcut.Features = 0;
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            Utf8Json.Pass(ref cursor.Reader);
            return false;
        }

        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.Next(ref cursor.Reader) is var member and not FlagMember.Feature)
            {
                ReadMember(ref cursor.Reader, member, shortcut.Expected, ref fields);
                continue;
            }

            fields.Feature = ReadFeature(ref cursor, known, ref shortcut, ref index);
        }

        return fields.IsWhole;
    }

    private static FeatureInfo? ReadFeature(ref BodyCursor cursor, FlagBase known, ref FlagShortcut shortcut, ref int index)
    {
        var canJump = shortcut.CanJump;
        shortcut.Features++;
        shortcut.SameUntil = 0; // once in a flag: a second feature in it must not lead back behind the first
        if (canJump)
        {
            cursor.JumpTo(shortcut.FeatureEnd, shortcut.BehindFeature!.Value);
            return shortcut.Expected!.Feature;
        }

        var feature = FeatureReader.Read(ref cursor.Reader, known, shortcut.TrustsNameAndId, ref index);
        shortcut.FeatureEnd = cursor.Position;
        shortcut.BehindFeature ??= cursor.Reader.TokenType == JsonTokenType.EndObject ? cursor.Reader.CurrentState : null;
        shortcut.Expected = known.At(index);
        return feature;
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
                fields.HidesId = reader.TokenType == JsonTokenType.Null; // slim servers leave the member out instead
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
            case FlagMember.Metadata:
                fields.Experiment = ExperimentReader.Read(ref reader);
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
