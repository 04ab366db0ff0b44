using System.Text.Json;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>GET flags/</c>, verbose (Django API) or slim (Edge), in one pass.</summary>
internal static class FlagListReader
{
    /// <exception cref="JsonException">The body is not one JSON array in UTF-8.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="mostFlags"/> flags.</exception>
    public static FlagList Read(ReadOnlySpan<byte> body, int mostFlags = int.MaxValue)
    {
        var reader = Utf8Json.Open(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not an array");
        }

        var flags = new List<FlagState>();
        var malformed = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (flags.Count + malformed == mostFlags)
            {
                throw new FlagLimitException();
            }

            if (FlagReader.Read(ref reader) is { } flag)
            {
                flags.Add(flag);
            }
            else
            {
                malformed++;
            }
        }

        reader.Read(); // throws when something follows the array
        return new FlagList(flags, malformed);
    }
}
