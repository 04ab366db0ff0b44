using System.Buffers.Binary;
using System.Text;

namespace Flagsmith.Polling.Sharing;

/// <summary>The bytes of a <see cref="SharedConfirmation"/>: fixed fields in big-endian order, the host's name, an authentication code.</summary>
internal static class SharedConfirmationFormat
{
    /// <summary>No confirmation is longer.</summary>
    public const int MaxBytes = FixedBytes + MaxHostBytes + SharedSignature.Length;

    private const byte Version = 0xC1; // a body begins otherwise: one is never taken for the other
    private const int FixedBytes = 1 + 8 + 8 + 16 + 4 + 1 + 1 + 2 + 4 + 8 + 8 + 1;
    private const int MaxHostBytes = 32;
    private const byte SharedFlag = 1;

    public static byte[] Write(SharedConfirmation confirmation, SharedKeys keys)
    {
        Span<byte> host = stackalloc byte[MaxHostBytes];
        Encoding.UTF8.GetEncoder().Convert(confirmation.Host, host, flush: true, out _, out var hostBytes, out _);
        var bytes = new byte[FixedBytes + hostBytes + SharedSignature.Length];
        var span = bytes.AsSpan();
        var attempts = confirmation.Attempts;
        span[0] = Version;
        BinaryPrimitives.WriteUInt64BigEndian(span[1..], confirmation.Sequence);
        BinaryPrimitives.WriteInt64BigEndian(span[9..], confirmation.BeganAt.UtcTicks);
        BinaryPrimitives.WriteUInt128BigEndian(span[17..], confirmation.Hash);
        BinaryPrimitives.WriteInt32BigEndian(span[33..], confirmation.BodyLength);
        span[37] = attempts.IsShared ? SharedFlag : (byte)0;
        span[38] = (byte)attempts.Error;
        BinaryPrimitives.WriteUInt16BigEndian(span[39..], (ushort)attempts.StatusCode);
        BinaryPrimitives.WriteInt32BigEndian(span[41..], attempts.Failures);
        BinaryPrimitives.WriteInt64BigEndian(span[45..], attempts.NotBefore.UtcTicks);
        BinaryPrimitives.WriteUInt64BigEndian(span[53..], attempts.Origin);
        span[61] = (byte)hostBytes;
        host[..hostBytes].CopyTo(span[FixedBytes..]);
        keys.Sign(span);
        return bytes;
    }

    /// <returns>The confirmation; null where the bytes are none of this fleet.</returns>
    public static SharedConfirmation? TryRead(ReadOnlySpan<byte> bytes, SharedKeys keys)
    {
        if (bytes.Length is < FixedBytes + SharedSignature.Length or > MaxBytes || bytes[0] != Version || !keys.IsSigned(bytes) || bytes.Length != FixedBytes + bytes[61] + SharedSignature.Length
            || BinaryPrimitives.ReadInt32BigEndian(bytes[33..]) < 0)
        {
            return null;
        }

        var attempts = new SharedAttempts(
            BinaryPrimitives.ReadInt32BigEndian(bytes[41..]),
            ReadTime(bytes[45..]),
            (FlagsmithErrorKind)bytes[38],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[39..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[53..]),
            (bytes[37] & SharedFlag) != 0);
        return new SharedConfirmation(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]),
            ReadTime(bytes[9..]),
            BinaryPrimitives.ReadUInt128BigEndian(bytes[17..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[33..]),
            Encoding.UTF8.GetString(bytes.Slice(FixedBytes, bytes[61])),
            attempts);
    }

    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> bytes) =>
        new(Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(bytes), DateTimeOffset.UnixEpoch.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
