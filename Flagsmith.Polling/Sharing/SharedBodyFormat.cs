using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Flagsmith.Polling.Sharing;

/// <summary>The bytes of a body: a head with the hash of the content, the content (compressed where it is long, encrypted where the environment key is secret), an authentication code.</summary>
internal static class SharedBodyFormat
{
    private const byte Version = 0xB1;
    private const int HashBytes = 16;
    private const int HeadBytes = 1 + 1 + 4 + HashBytes;
    private const int CompressedFrom = 4096;
    private const byte CompressedFlag = 1;
    private const byte EncryptedFlag = 2;
    private const string NotConfirmed = "its content is not the one that was confirmed";

    /// <summary>Returns the hash by which a confirmation names content: the first half of its SHA-256.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static byte[] Write(ReadOnlySpan<byte> content, UInt128 hash, SharedKeys keys)
    {
        var isCompressed = content.Length >= CompressedFrom;
        var packed = isCompressed ? Compress(content) : content;
        var cipherBytes = keys.Bodies is null ? 0 : SharedCipher.ExtraBytes;
        var bytes = new byte[HeadBytes + cipherBytes + packed.Length + SharedSignature.Length];
        var span = bytes.AsSpan();
        span[0] = Version;
        span[1] = (byte)((isCompressed ? CompressedFlag : 0) | (keys.Bodies is null ? 0 : EncryptedFlag));
        BinaryPrimitives.WriteInt32BigEndian(span[2..], content.Length);
        BinaryPrimitives.WriteUInt128BigEndian(span[(HeadBytes - HashBytes)..], hash);
        var rest = span[HeadBytes..^SharedSignature.Length];
        if (keys.Bodies is null)
        {
            packed.CopyTo(rest);
        }
        else
        {
            SharedCipher.Encrypt(keys.Bodies, packed, rest);
        }

        keys.Sign(span);
        return bytes;
    }

    /// <summary>Reads a body with the limits of a response.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="hash">The hash that the content must have.</param>
    /// <param name="maxContent">How many bytes the content may have.</param>
    /// <param name="content">The content.</param>
    /// <returns>Why the body is not used; null when it is.</returns>
    public static string? TryRead(ReadOnlySpan<byte> bytes, SharedKeys keys, UInt128 hash, int maxContent, out byte[] content)
    {
        content = [];
        if (bytes.Length < HeadBytes + SharedSignature.Length || bytes[0] != Version || !keys.IsSigned(bytes))
        {
            return "its authentication code is wrong, or it is cut off";
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[2..]);
        if (length < 0 || length > maxContent)
        {
            return FormattableString.Invariant($"its content has more than {maxContent} bytes, more than flags within MaxBodyBytes take");
        }

        // The head is authenticated: hashing the content once more would take as long as unpacking it.
        if (BinaryPrimitives.ReadUInt128BigEndian(bytes[(HeadBytes - HashBytes)..]) != hash)
        {
            return NotConfirmed;
        }

        var packed = bytes[HeadBytes..^SharedSignature.Length];
        if ((bytes[1] & EncryptedFlag) != 0)
        {
            if (keys.Bodies is null || SharedCipher.TryDecrypt(keys.Bodies, packed) is not { } decrypted)
            {
                return "it cannot be decrypted";
            }

            packed = decrypted;
        }

        content = new byte[length];
        return TryUnpack(packed, content, (bytes[1] & CompressedFlag) != 0) ? null : NotConfirmed;
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        return BrotliEncoder.TryCompress(content, buffer, out var written, quality: 1, window: 22) // a quarter of the time of 4 on 5 MB of JSON, for 6 % more bytes
            ? buffer[..written]
            : throw new InvalidOperationException("The content could not be compressed.");
    }

    private static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> content, bool isCompressed)
    {
        if (isCompressed)
        {
            return BrotliDecoder.TryDecompress(packed, content, out var written) && written == content.Length;
        }

        return packed.Length == content.Length && packed.TryCopyTo(content);
    }
}
