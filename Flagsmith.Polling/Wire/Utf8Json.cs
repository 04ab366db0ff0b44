using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Flagsmith.Polling.Wire;

/// <summary>Looks at a body before it is read as JSON.</summary>
internal static class Utf8Json
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Gives a body without a byte order mark.</summary>
    /// <exception cref="JsonException">The body is not UTF-8.</exception>
    public static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> body)
    {
        var json = WithoutMark(body);
        return Utf8.IsValid(json) ? json : throw new JsonException("not UTF-8");
    }

    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;

    /// <summary>Leaves the reader at the end of the value at which it stands. Most values are scalars, of which that is the case already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }
    }
}
