using System.Security.Cryptography;

namespace Flagsmith.Polling.Sharing;

/// <summary>AES-256-GCM with a random nonce before the text and the tag after it.</summary>
internal static class SharedCipher
{
    /// <summary>By how much the encrypted text is longer.</summary>
    public const int ExtraBytes = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static void Encrypt(byte[] key, ReadOnlySpan<byte> text, Span<byte> encrypted)
    {
        using var cipher = new AesGcm(key, TagBytes);
        var nonce = encrypted[..NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, text, encrypted[NonceBytes..^TagBytes], encrypted[^TagBytes..]);
    }

    /// <returns>The text; null where it was not encrypted with the key, or was changed since.</returns>
    public static byte[]? TryDecrypt(byte[] key, ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < ExtraBytes)
        {
            return null;
        }

        var text = new byte[encrypted.Length - ExtraBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(encrypted[..NonceBytes], encrypted[NonceBytes..^TagBytes], encrypted[^TagBytes..], text);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
