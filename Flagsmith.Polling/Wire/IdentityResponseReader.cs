using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>POST identities/</c>, verbose (Django API) or slim (Edge), in one pass. What the environment knows already is not made again.</summary>
/// <remarks>Of several members with one name the last counts, whatever it is: also where it is null or of another type.</remarks>
internal static class IdentityResponseReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="flags">The flags that are known.</param>
    /// <param name="maxFlags">How many flags it may have.</param>
    /// <param name="expectedIdentifier">The identifier that the response most likely has, so that it is not made again.</param>
    /// <exception cref="JsonException">The body is not one JSON object in UTF-8 with an array of flags, or none of its entries is a flag.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="maxFlags"/> flags.</exception>
    public static IdentityResponse Read(ReadOnlySpan<byte> body, FlagBase flags, int maxFlags = int.MaxValue, string? expectedIdentifier = null)
    {
        var json = Utf8Json.Check(body);
        if (flags.Template is UserTemplate template)
        {
            try
            {
                return Read(json, flags, template, maxFlags, expectedIdentifier);
            }
            catch (JsonException)
            {
                // Read once more alone: a reader that has jumped does not know at which byte it stands, and the fault is to say it.
            }
        }

        return Read(json, flags, template: null, maxFlags, expectedIdentifier);
    }

    private static IdentityResponse Read(ReadOnlySpan<byte> json, FlagBase flags, UserTemplate? template, int maxFlags, string? expectedIdentifier)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        FlagList? list = null;
        var traits = new TraitList([], WithoutId: null);
        string? identifier = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (MemberNames.TryEnter(ref reader, "flags"u8))
            {
                list = reader.TokenType == JsonTokenType.StartArray ? ReadFlags(ref reader, ref json, flags, template, maxFlags) : null;
            }
            else if (MemberNames.TryEnter(ref reader, "traits"u8))
            {
                traits = TraitListReader.Read(ref reader);
            }
            else if (MemberNames.TryEnter(ref reader, "identifier"u8))
            {
                identifier = ReadIdentifier(ref reader, expectedIdentifier);
            }
            else
            {
                reader.Read();
            }

            Utf8Json.Pass(ref reader);
        }

        reader.Read(); // throws when something follows the object
        var response = list is { } whole ? Slot(whole, flags) with { Traits = traits.Traits, TraitsWithoutId = traits.WithoutId, Identifier = identifier } : null;
        return response is null or { Malformed: > 0, HasFlag: false } ? throw new JsonException("no flags") : response;
    }

    private static string? ReadIdentifier(ref Utf8JsonReader reader, string? expected) =>
        ScalarReader.ReadText(ref reader, expected) ?? (reader.TokenType == JsonTokenType.String ? IdentityResponse.BrokenIdentifier : null);

    /// <param name="reader">The reader, at the beginning of the flags; it is left at their end.</param>
    /// <param name="json">What the reader reads; what is left of it when the reader is another.</param>
    /// <param name="flags">The base.</param>
    /// <param name="template">Another user's flags; null for none.</param>
    /// <param name="maxFlags">How many flags it may have.</param>
    private static FlagList ReadFlags(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, FlagBase flags, UserTemplate? template, int maxFlags)
    {
        json = json[(int)reader.TokenStartIndex..];
        var cursor = new BodyCursor(json, reader.CurrentState);
        var walk = new FlagListWalk(flags, maxFlags)
        {
            TrustsNameAndId = true,
            Last = template is null ? default : template.Flags,
            Layout = template?.Layout,
            LastIsWithoutIds = template is { IsWithoutIds: true },
        };
        var list = walk.Run(ref cursor);
        if (flags.Template is null)
        {
            flags.Template = UserTemplate.Of(cursor.UpToPosition(), list, flags);
        }

        json = json[cursor.Begin..];
        reader = cursor.Reader;
        return list;
    }

    private static IdentityResponse Slot(FlagList list, FlagBase flags)
    {
        var known = new FlagState?[flags.Count];
        var unknown = new List<FlagState>();
        for (var entry = 0; entry < list.Flags.Length; entry++)
        {
            var flag = list.Flags[entry];
            if (list.HasKnownOrder)
            {
                known[entry] = flag;
            }
            else if (flags.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index))
            {
                known[index] = flag;
            }
            else
            {
                unknown.Add(flag);
            }
        }

        if (unknown.Count > 1)
        {
            unknown = [.. unknown.AsEnumerable().Reverse().DistinctBy(flag => flag.Feature.Name, StringComparer.Ordinal).Reverse()]; // the last of two counts
        }

        return new IdentityResponse
        {
            Known = known,
            Unknown = unknown,
            Malformed = list.Malformed,
            BrokenValues = list.BrokenValues,
            HidesDetails = list.Flags.Length > 0 && list.WithoutId == list.Flags.Length,
        };
    }
}
