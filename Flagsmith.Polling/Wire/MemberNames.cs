using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Determines at which member a reader is positioned. By length first: so there is one comparison, two at most four times.</summary>
internal static class MemberNames
{
    private const int LongestName = 32;

    /// <summary>Determines at which member the reader is positioned, and moves it to the member's value.</summary>
    public static FlagMember Next(ref Utf8JsonReader reader)
    {
        var member = reader.ValueIsEscaped ? OfEscaped(ref reader) : Of(reader.ValueSpan);
        reader.Read();
        return member;
    }

    /// <summary>Determines whether the reader stands at a member of that name, and if so moves it to the member's value.</summary>
    public static bool TryEnter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => JsonText.Is(ref reader, name) && reader.Read();

    private static FlagMember Of(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("id"u8):
                return FlagMember.Id;
            case 4:
                return name.SequenceEqual("name"u8) ? FlagMember.Name : name.SequenceEqual("type"u8) ? FlagMember.Type : FlagMember.Unknown;
            case 6 when name.SequenceEqual("reason"u8):
                return FlagMember.Reason;
            case 7:
                return OfSeven(name);
            case 8:
                return name.SequenceEqual("identity"u8) ? FlagMember.Identity : name.SequenceEqual("metadata"u8) ? FlagMember.Metadata : FlagMember.Unknown;
            case 11:
                return name.SequenceEqual("description"u8) ? FlagMember.Description : name.SequenceEqual("environment"u8) ? FlagMember.Environment : FlagMember.Unknown;
            case 12 when name.SequenceEqual("created_date"u8):
                return FlagMember.CreatedDate;
            case 13 when name.SequenceEqual("initial_value"u8):
                return FlagMember.InitialValue;
            case 15 when name.SequenceEqual("default_enabled"u8):
                return FlagMember.DefaultEnabled;
            case 19 when name.SequenceEqual("feature_state_value"u8):
                return FlagMember.Value;
            default:
                return FlagMember.Unknown;
        }
    }

    private static FlagMember OfSeven(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("enabled"u8) ? FlagMember.Enabled
        : name.SequenceEqual("feature"u8) ? FlagMember.Feature
        : name.SequenceEqual("variant"u8) ? FlagMember.Variant
        : name.SequenceEqual("project"u8) ? FlagMember.Project
        : FlagMember.Unknown;

    private static FlagMember OfEscaped(ref Utf8JsonReader reader)
    {
        Span<byte> name = stackalloc byte[6 * LongestName];
        return reader.ValueSpan.Length <= name.Length && JsonText.TryCopy(ref reader, name, out var length) ? Of(name[..length]) : FlagMember.Unknown;
    }
}
