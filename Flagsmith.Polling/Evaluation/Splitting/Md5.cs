using System.Buffers.Binary;
using System.Numerics;

namespace Flagsmith.Polling.Evaluation.Splitting;

/// <summary>The MD5 digest of RFC 1321, for short texts: distributes users among buckets and protects nothing.</summary>
/// <remarks>
/// Own code because the framework's costs five times as much for one block, nearly all of it on the way to the platform's library and back; and
/// because a platform may forbid MD5 there. Written out step by step: a loop over tables takes twice as long. docs/decisions/0032 has the figures.
/// </remarks>
internal static class Md5
{
    private const int BlockSize = 64;
    private const int LengthSize = sizeof(ulong);

    /// <summary>Computes the digest.</summary>
    /// <returns>The digest as one number, its first byte the most significant one.</returns>
    public static UInt128 Hash(ReadOnlySpan<byte> content)
    {
        var state = new State();
        var rest = content;
        for (; rest.Length >= BlockSize; rest = rest[BlockSize..])
        {
            state.Add(rest[..BlockSize]);
        }

        Span<byte> last = stackalloc byte[2 * BlockSize];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        var padded = rest.Length < BlockSize - LengthSize ? BlockSize : 2 * BlockSize;
        BinaryPrimitives.WriteUInt64LittleEndian(last[(padded - LengthSize)..], (ulong)content.Length * 8);
        state.Add(last[..BlockSize]);
        if (padded > BlockSize)
        {
            state.Add(last[BlockSize..]);
        }

        return state.Digest;
    }

    private struct State()
    {
        private uint _a = 0x67452301;
        private uint _b = 0xefcdab89;
        private uint _c = 0x98badcfe;
        private uint _d = 0x10325476;

        public readonly UInt128 Digest => new(
            ((ulong)BinaryPrimitives.ReverseEndianness(_a) << 32) | BinaryPrimitives.ReverseEndianness(_b),
            ((ulong)BinaryPrimitives.ReverseEndianness(_c) << 32) | BinaryPrimitives.ReverseEndianness(_d));

        public void Add(ReadOnlySpan<byte> block)
        {
            var (a, b, c, d) = (_a, _b, _c, _d);
            AddFirst(block, ref a, ref b, ref c, ref d);
            AddSecond(block, ref a, ref b, ref c, ref d);
            AddThird(block, ref a, ref b, ref c, ref d);
            AddFourth(block, ref a, ref b, ref c, ref d);
            (_a, _b, _c, _d) = (_a + a, _b + b, _c + c, _d + d);
        }

        private static void AddFirst(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c, ref uint d)
        {
            a = F(a, b, c, d, Word(block, 0), 7, 0xd76aa478);
            d = F(d, a, b, c, Word(block, 1), 12, 0xe8c7b756);
            c = F(c, d, a, b, Word(block, 2), 17, 0x242070db);
            b = F(b, c, d, a, Word(block, 3), 22, 0xc1bdceee);
            a = F(a, b, c, d, Word(block, 4), 7, 0xf57c0faf);
            d = F(d, a, b, c, Word(block, 5), 12, 0x4787c62a);
            c = F(c, d, a, b, Word(block, 6), 17, 0xa8304613);
            b = F(b, c, d, a, Word(block, 7), 22, 0xfd469501);
            a = F(a, b, c, d, Word(block, 8), 7, 0x698098d8);
            d = F(d, a, b, c, Word(block, 9), 12, 0x8b44f7af);
            c = F(c, d, a, b, Word(block, 10), 17, 0xffff5bb1);
            b = F(b, c, d, a, Word(block, 11), 22, 0x895cd7be);
            a = F(a, b, c, d, Word(block, 12), 7, 0x6b901122);
            d = F(d, a, b, c, Word(block, 13), 12, 0xfd987193);
            c = F(c, d, a, b, Word(block, 14), 17, 0xa679438e);
            b = F(b, c, d, a, Word(block, 15), 22, 0x49b40821);
        }

        private static void AddSecond(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c, ref uint d)
        {
            a = G(a, b, c, d, Word(block, 1), 5, 0xf61e2562);
            d = G(d, a, b, c, Word(block, 6), 9, 0xc040b340);
            c = G(c, d, a, b, Word(block, 11), 14, 0x265e5a51);
            b = G(b, c, d, a, Word(block, 0), 20, 0xe9b6c7aa);
            a = G(a, b, c, d, Word(block, 5), 5, 0xd62f105d);
            d = G(d, a, b, c, Word(block, 10), 9, 0x02441453);
            c = G(c, d, a, b, Word(block, 15), 14, 0xd8a1e681);
            b = G(b, c, d, a, Word(block, 4), 20, 0xe7d3fbc8);
            a = G(a, b, c, d, Word(block, 9), 5, 0x21e1cde6);
            d = G(d, a, b, c, Word(block, 14), 9, 0xc33707d6);
            c = G(c, d, a, b, Word(block, 3), 14, 0xf4d50d87);
            b = G(b, c, d, a, Word(block, 8), 20, 0x455a14ed);
            a = G(a, b, c, d, Word(block, 13), 5, 0xa9e3e905);
            d = G(d, a, b, c, Word(block, 2), 9, 0xfcefa3f8);
            c = G(c, d, a, b, Word(block, 7), 14, 0x676f02d9);
            b = G(b, c, d, a, Word(block, 12), 20, 0x8d2a4c8a);
        }

        private static void AddThird(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c, ref uint d)
        {
            a = H(a, b, c, d, Word(block, 5), 4, 0xfffa3942);
            d = H(d, a, b, c, Word(block, 8), 11, 0x8771f681);
            c = H(c, d, a, b, Word(block, 11), 16, 0x6d9d6122);
            b = H(b, c, d, a, Word(block, 14), 23, 0xfde5380c);
            a = H(a, b, c, d, Word(block, 1), 4, 0xa4beea44);
            d = H(d, a, b, c, Word(block, 4), 11, 0x4bdecfa9);
            c = H(c, d, a, b, Word(block, 7), 16, 0xf6bb4b60);
            b = H(b, c, d, a, Word(block, 10), 23, 0xbebfbc70);
            a = H(a, b, c, d, Word(block, 13), 4, 0x289b7ec6);
            d = H(d, a, b, c, Word(block, 0), 11, 0xeaa127fa);
            c = H(c, d, a, b, Word(block, 3), 16, 0xd4ef3085);
            b = H(b, c, d, a, Word(block, 6), 23, 0x04881d05);
            a = H(a, b, c, d, Word(block, 9), 4, 0xd9d4d039);
            d = H(d, a, b, c, Word(block, 12), 11, 0xe6db99e5);
            c = H(c, d, a, b, Word(block, 15), 16, 0x1fa27cf8);
            b = H(b, c, d, a, Word(block, 2), 23, 0xc4ac5665);
        }

        private static void AddFourth(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c, ref uint d)
        {
            a = I(a, b, c, d, Word(block, 0), 6, 0xf4292244);
            d = I(d, a, b, c, Word(block, 7), 10, 0x432aff97);
            c = I(c, d, a, b, Word(block, 14), 15, 0xab9423a7);
            b = I(b, c, d, a, Word(block, 5), 21, 0xfc93a039);
            a = I(a, b, c, d, Word(block, 12), 6, 0x655b59c3);
            d = I(d, a, b, c, Word(block, 3), 10, 0x8f0ccc92);
            c = I(c, d, a, b, Word(block, 10), 15, 0xffeff47d);
            b = I(b, c, d, a, Word(block, 1), 21, 0x85845dd1);
            a = I(a, b, c, d, Word(block, 8), 6, 0x6fa87e4f);
            d = I(d, a, b, c, Word(block, 15), 10, 0xfe2ce6e0);
            c = I(c, d, a, b, Word(block, 6), 15, 0xa3014314);
            b = I(b, c, d, a, Word(block, 13), 21, 0x4e0811a1);
            a = I(a, b, c, d, Word(block, 4), 6, 0xf7537e82);
            d = I(d, a, b, c, Word(block, 11), 10, 0xbd3af235);
            c = I(c, d, a, b, Word(block, 2), 15, 0x2ad7d2bb);
            b = I(b, c, d, a, Word(block, 9), 21, 0xeb86d391);
        }

        private static uint Word(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadUInt32LittleEndian(block[(index * sizeof(uint))..]);

        private static uint F(uint a, uint b, uint c, uint d, uint word, int shift, uint constant) =>
            b + BitOperations.RotateLeft(a + ((b & c) | (~b & d)) + word + constant, shift);

        private static uint G(uint a, uint b, uint c, uint d, uint word, int shift, uint constant) =>
            b + BitOperations.RotateLeft(a + ((d & b) | (~d & c)) + word + constant, shift);

        private static uint H(uint a, uint b, uint c, uint d, uint word, int shift, uint constant) =>
            b + BitOperations.RotateLeft(a + (b ^ c ^ d) + word + constant, shift);

        private static uint I(uint a, uint b, uint c, uint d, uint word, int shift, uint constant) =>
            b + BitOperations.RotateLeft(a + (c ^ (b | ~d)) + word + constant, shift);
    }
}
