using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>GET flags/</c>, verbose (Django API) or slim (Edge), in one pass.</summary>
internal static class FlagListReader
{
    /// <summary>Reads a body of which nothing is known.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, FlagBase, int)"/>
    public static FlagList Read(ReadOnlySpan<byte> body, int maxFlags = int.MaxValue) => Read(body, FlagBase.Empty, maxFlags);

    /// <summary>Reads a body. Flags that are known and the same are the known objects.</summary>
    /// <exception cref="JsonException">The body is not one JSON array in UTF-8.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="maxFlags"/> flags.</exception>
    public static FlagList Read(ReadOnlySpan<byte> body, FlagBase known, int maxFlags) => Read(body, new FlagListWalk(known, maxFlags));

    /// <summary>Reads a body beside the last one: entries that are the same bytes are not even parsed.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, FlagBase, int)"/>
    public static FlagList Read(ReadOnlySpan<byte> body, ReadOnlySpan<byte> last, FlagLayout layout, int maxFlags) =>
        Read(body, new FlagListWalk(layout.Base, maxFlags) { Last = Utf8Json.WithoutMark(last), Layout = layout });

    private static FlagList Read(ReadOnlySpan<byte> body, FlagListWalk walk)
    {
        var cursor = new BodyCursor(Utf8Json.Check(body));
        if (!cursor.Reader.Read() || cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not an array");
        }

        var list = walk.Run(ref cursor);
        cursor.Reader.Read(); // throws when something follows the array
        return list;
    }
}
