using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>POST identities/</c>, verbose (Django API) or slim (Edge), in one pass. What the environment knows already is not made again.</summary>
internal static class IdentityAnswerReader
{
    /// <exception cref="JsonException">The body is not one JSON object in UTF-8 with an array of flags, or none of its entries is a flag.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="mostFlags"/> flags.</exception>
    public static IdentityAnswer Read(ReadOnlySpan<byte> body, FlagBase flags, int mostFlags = int.MaxValue)
    {
        var json = Utf8Json.Check(body);
        if (flags.Template is { } template)
        {
            try
            {
                return Read(json, flags, template, mostFlags);
            }
            catch (JsonException)
            {
                // Read once more alone: a reader that has jumped does not know at which byte it stands, and the fault is to say it.
            }
        }

        return Read(json, flags, template: null, mostFlags);
    }

    /// <summary>Tells whether the reader stands at a member of that name, and if so moves to its value.</summary>
    internal static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static IdentityAnswer Read(ReadOnlySpan<byte> json, FlagBase flags, UserTemplate? template, int mostFlags)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        var answer = new IdentityAnswer(new FlagState?[flags.Count], [], [], 0, HidesDetails: false);
        var hasFlags = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (IsMember(ref reader, "flags"u8))
            {
                hasFlags = reader.TokenType == JsonTokenType.StartArray;
                answer = hasFlags ? ReadFlags(ref reader, ref json, flags, template, answer, mostFlags) : answer;
            }
            else if (IsMember(ref reader, "traits"u8))
            {
                answer = answer with { Traits = TraitListReader.Read(ref reader) };
            }
            else
            {
                reader.Read();
            }

            Utf8Json.Pass(ref reader);
        }

        reader.Read(); // throws when something follows the object
        return hasFlags && answer is not { Malformed: > 0, HasFlag: false } ? answer : throw new JsonException("no flags");
    }

    /// <param name="reader">The reader, at the beginning of the flags; it is left at their end.</param>
    /// <param name="json">What the reader reads; what is left of it when the reader is another.</param>
    /// <param name="flags">The base.</param>
    /// <param name="template">Another user's flags; null for none.</param>
    /// <param name="answer">The answer as it has been read so far.</param>
    /// <param name="mostFlags">How many flags it may have.</param>
    private static IdentityAnswer ReadFlags(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> json, FlagBase flags, UserTemplate? template, IdentityAnswer answer, int mostFlags)
    {
        json = json[(int)reader.TokenStartIndex..];
        var cursor = new BodyCursor(json, reader.CurrentState);
        var walk = new FlagListWalk(flags, mostFlags)
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
        return Place(list, flags, answer);
    }

    private static IdentityAnswer Place(FlagList list, FlagBase flags, IdentityAnswer answer)
    {
        var unknown = new List<FlagState>();
        for (var entry = 0; entry < list.Flags.Length; entry++)
        {
            var flag = list.Flags[entry];
            if (list.HasKnownOrder)
            {
                answer.Known[entry] = flag;
            }
            else if (flags.Catalog.Names.TryGetIndex(flag.Feature.Name, out var index))
            {
                answer.Known[index] = flag;
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

        var count = list.Flags.Length;
        return answer with { Unknown = unknown, Malformed = list.Malformed, HidesDetails = count > 0 && list.WithoutId == count };
    }
}
