using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>POST identities/</c>, verbose (Django API) or slim (Edge), in one pass. What the environment knows already is not made again.</summary>
internal static class IdentityAnswerReader
{
    /// <exception cref="JsonException">The body is not one JSON object in UTF-8 with an array of flags.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="mostFlags"/> flags.</exception>
    public static IdentityAnswer Read(ReadOnlySpan<byte> body, FlagBase flags, int mostFlags = int.MaxValue)
    {
        var reader = new Utf8JsonReader(Utf8Json.Check(body));
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
                answer = ReadFlags(ref reader, flags, answer, mostFlags);
            }
            else if (IsMember(ref reader, "traits"u8))
            {
                answer = answer with { Traits = TraitListReader.Read(ref reader) };
            }
            else
            {
                reader.Read();
                Utf8Json.Pass(ref reader);
            }
        }

        reader.Read(); // throws when something follows the object
        return hasFlags ? answer : throw new JsonException("no flags");
    }

    private static IdentityAnswer ReadFlags(ref Utf8JsonReader reader, FlagBase flags, IdentityAnswer answer, int mostFlags)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Utf8Json.Pass(ref reader);
            return answer;
        }

        var malformed = 0;
        var hidden = 0;
        var count = 0;
        var index = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count + malformed == mostFlags)
            {
                throw new FlagLimitException();
            }

            index++; // the answer's flags are most often in the order of the environment's
            if (!FlagReader.TryRead(ref reader, flags, new FlagTrust(ByNameAndId: true, SameUntil: 0), ref index, out var fields))
            {
                malformed++;
                continue;
            }

            count++;
            hidden += fields is { HasId: true, Id: null } ? 1 : 0; // slim servers leave the member out instead
            Place(answer, fields.ToState(flags.At(index)), index);
        }

        var unknown = answer.Unknown.Count < 2
            ? answer.Unknown
            : [.. answer.Unknown.AsEnumerable().Reverse().DistinctBy(flag => flag.Feature.Name, StringComparer.Ordinal).Reverse()]; // the last of two counts
        return answer with { Unknown = unknown, Malformed = malformed, HidesDetails = count > 0 && hidden == count };
    }

    private static void Place(IdentityAnswer answer, FlagState flag, int index)
    {
        if (index >= 0)
        {
            answer.Known[index] = flag;
        }
        else
        {
            answer.Unknown.Add(flag);
        }
    }

    /// <summary>Tells whether the reader stands at a member of that name, and if so moves to its value.</summary>
    internal static bool IsMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();
}
