using System.Text.Json;
using System.Text.Unicode;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>GET flags/</c>, verbose (Django API) or slim (Edge), in one pass.</summary>
internal static class FlagListReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="JsonException">The body is not one JSON array in UTF-8.</exception>
    public static FlagList Read(ReadOnlySpan<byte> body)
    {
        var json = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("not UTF-8");
        }

        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not an array");
        }

        var flags = new List<FlagState>();
        var malformed = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
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
