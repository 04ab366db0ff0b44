using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Flagsmith.Polling.Sharing;

/// <summary>The name of an environment in a shared store, and the keys that authenticate and encrypt what is stored. The environment key itself is not stored.</summary>
/// <remarks>
/// All are made by HKDF-SHA256 (RFC 5869) of environment key and secret, with the address, the kind of content and the format version as the salt: hosts that differ in any of these share nothing.
/// </remarks>
internal sealed class SharedKeys
{
    /// <summary>The version of the formats. Hosts of another version have other names and keys, so that old and new builds never read each other's entries.</summary>
    private const string Format = "Flagsmith.Polling shared 1";

    private const int TagBytes = 16;

    private SharedKeys(byte[] key, byte[] salt, bool encryptsBodies)
    {
        Tag = Base64Url.EncodeToString(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, TagBytes, salt, "tag"u8.ToArray()));
        Authentication = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, "authentication"u8.ToArray());
        Bodies = encryptsBodies ? HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, "bodies"u8.ToArray()) : null;
        Notices = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, "notices"u8.ToArray());
    }

    /// <summary>Gets the environment's name in the store.</summary>
    public string Tag { get; }

    /// <summary>Gets the key of the message authentication codes.</summary>
    public byte[] Authentication { get; }

    /// <summary>Gets the key that encrypts bodies; null where they are not encrypted, as they are of a client-side key, which is public.</summary>
    public byte[]? Bodies { get; }

    /// <summary>Gets the key that encrypts notices.</summary>
    public byte[] Notices { get; }

    public static SharedKeys Of(FlagsmithPollingOptions options) => Of(options, Format);

    /// <summary>Makes the name and the keys that a build with formats of another version has.</summary>
    internal static SharedKeys Of(FlagsmithPollingOptions options, string format)
    {
        var salt = SHA256.HashData(Encoding.UTF8.GetBytes($"{format}\n{options.Mode}\n{options.ApiUrl}"));
        var key = Encoding.UTF8.GetBytes($"{options.EnvironmentKey}\n{options.SharedStore.Secret}");
        return new SharedKeys(key, salt, options.EnvironmentKey.StartsWith("ser.", StringComparison.Ordinal));
    }

    /// <summary>Writes the authentication code of what stands before it to the end of a buffer.</summary>
    public void Sign(Span<byte> entry)
    {
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Authentication, entry[..^SharedSignature.Length], code);
        code[..SharedSignature.Length].CopyTo(entry[^SharedSignature.Length..]);
    }

    /// <summary>Determines whether an entry ends with the authentication code of what stands before it.</summary>
    public bool IsSigned(ReadOnlySpan<byte> entry)
    {
        if (entry.Length <= SharedSignature.Length)
        {
            return false;
        }

        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Authentication, entry[..^SharedSignature.Length], code);
        return CryptographicOperations.FixedTimeEquals(code[..SharedSignature.Length], entry[^SharedSignature.Length..]);
    }
}
