using System.Text.Json;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Reads the body of <c>GET flags/</c>, verbose (Django API) or slim (Edge), in one pass.</summary>
internal static class FlagListReader
{
    /// <summary>Reads a body of which nothing is known.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, FlagBase, int)"/>
    public static FlagList Read(ReadOnlySpan<byte> body, int mostFlags = int.MaxValue) => Read(body, FlagBase.Empty, mostFlags);

    /// <summary>Reads a body. Flags that are known and the same are the known objects.</summary>
    /// <exception cref="JsonException">The body is not one JSON array in UTF-8.</exception>
    /// <exception cref="FlagLimitException">It has more than <paramref name="mostFlags"/> flags.</exception>
    public static FlagList Read(ReadOnlySpan<byte> body, FlagBase known, int mostFlags) =>
        new FlagListWalk(Utf8Json.Check(body), known, mostFlags, default, layout: null).Run();

    /// <summary>Reads a body beside the last one: entries that are the same bytes are not even parsed.</summary>
    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, FlagBase, int)"/>
    public static FlagList Read(ReadOnlySpan<byte> body, ReadOnlySpan<byte> last, FlagLayout layout, int mostFlags) =>
        new FlagListWalk(Utf8Json.Check(body), layout.Base, mostFlags, Utf8Json.WithoutMark(last), layout).Run();
}
