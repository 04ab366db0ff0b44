using System.Text.Json;
using System.Text.Unicode;

namespace Flagsmith.Polling.Wire;

/// <summary>Opens a body as JSON.</summary>
internal static class Utf8Json
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="JsonException">The body is not UTF-8.</exception>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> body)
    {
        var json = body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        return Utf8.IsValid(json) ? new Utf8JsonReader(json) : throw new JsonException("not UTF-8");
    }
}
