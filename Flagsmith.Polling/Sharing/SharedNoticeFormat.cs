using System.Buffers.Binary;
using System.Text;

namespace Flagsmith.Polling.Sharing;

/// <summary>The bytes of a notice: all encrypted, which also authenticates it. An identifier is personal data, and passes through the store's channel without being stored.</summary>
internal static class SharedNoticeFormat
{
    private const int HeadBytes = 1 + 8;

    private const int MaxIdentifierBytes = 8 * 1024 - HeadBytes - SharedCipher.ExtraBytes;

    /// <summary>Determines whether an identifier fits into a notice. For one that does not, all users have changed.</summary>
    public static bool CanSend(string identifier) => Encoding.UTF8.GetByteCount(identifier) <= MaxIdentifierBytes;

    public static byte[] Write(SharedNotice notice, SharedKeys keys)
    {
        var text = new byte[HeadBytes + Encoding.UTF8.GetByteCount(notice.Identifier)];
        text[0] = (byte)notice.Kind;
        BinaryPrimitives.WriteUInt64BigEndian(text.AsSpan(1), notice.Sender);
        Encoding.UTF8.GetBytes(notice.Identifier, text.AsSpan(HeadBytes));
        var bytes = new byte[text.Length + SharedCipher.ExtraBytes];
        SharedCipher.Encrypt(keys.Notices, text, bytes);
        return bytes;
    }

    /// <returns>The notice; null where the bytes are none of this fleet.</returns>
    public static SharedNotice? TryRead(ReadOnlySpan<byte> bytes, SharedKeys keys)
    {
        if (SharedCipher.TryDecrypt(keys.Notices, bytes) is not { Length: >= HeadBytes } text)
        {
            return null;
        }

        return new SharedNotice((SharedNoticeKind)text[0], BinaryPrimitives.ReadUInt64BigEndian(text.AsSpan(1)), Encoding.UTF8.GetString(text.AsSpan(HeadBytes)));
    }
}
