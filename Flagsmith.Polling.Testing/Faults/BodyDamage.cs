using System.IO.Compression;
using Flagsmith.Polling.Testing.Serving;

namespace Flagsmith.Polling.Testing.Faults;

/// <summary>Damage to the bytes of a body.</summary>
internal static class BodyDamage
{
    /// <summary>How large the bombs are that end.</summary>
    public const int BombBytes = 200_000_000;

    private const int Depth = 1000;

    // 200 kB that become 200 MB. Made when first wanted.
    private static readonly Lazy<byte[]> Bomb = new(MakeBomb);

    public static byte[] CutOff(ReadOnlyMemory<byte> body) => body[..(body.Length / 2)].ToArray();

    public static byte[] BreakText(ReadOnlyMemory<byte> body) => [.. body.Span[..(body.Length / 2)], 0xC3, 0x28, .. body.Span[(body.Length / 2)..]];

    public static byte[] MarkByteOrder(ReadOnlyMemory<byte> body) => [0xEF, 0xBB, 0xBF, .. body.Span];

    public static byte[] AddGarbage(ReadOnlyMemory<byte> body) => [.. body.Span, .. "\n<!-- cached -->"u8];

    /// <summary>Puts a list into an object, and an object into a list.</summary>
    public static byte[] Wrap(ReadOnlyMemory<byte> body) => IsList(body)
        ? [.. "{\"results\":"u8, .. body.Span, (byte)'}']
        : [(byte)'[', .. body.Span, (byte)']'];

    /// <summary>Adds lists within lists at the end.</summary>
    public static byte[] Nest(ReadOnlyMemory<byte> body)
    {
        var deep = new byte[Depth * 2];
        deep.AsSpan(0, Depth).Fill((byte)'[');
        deep.AsSpan(Depth).Fill((byte)']');
        return IsList(body)
            ? [.. body.Span[..^1], (byte)',', .. deep, (byte)']']
            : [.. body.Span[..^1], .. ",\"deep\":"u8, .. deep, (byte)'}'];
    }

    public static Response BreakGzip(Response real)
    {
        var packed = Compress(real.Body, repeats: 1);
        for (var index = packed.Length / 2; index < packed.Length; index++)
        {
            packed[index] ^= 0xFF;
        }

        return Packed(real, packed);
    }

    public static Response MakeBomb(Response real) => Packed(real, Bomb.Value);

    private static bool IsList(ReadOnlyMemory<byte> body) => body.Span[0] == '[';

    private static Response Packed(Response real, byte[] packed) => (real with { Body = packed }).With(("Content-Encoding", "gzip"));

    private static byte[] MakeBomb()
    {
        var blank = new byte[1_000_000];
        blank.AsSpan().Fill((byte)' ');
        return Compress(blank, BombBytes / blank.Length);
    }

    private static byte[] Compress(ReadOnlyMemory<byte> bytes, int repeats)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                gzip.Write(bytes.Span);
            }
        }

        return packed.ToArray();
    }
}
