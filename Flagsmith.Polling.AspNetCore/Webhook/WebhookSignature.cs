using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.AspNetCore.Webhook;

/// <summary>Checks bodies against their signatures: the hexadecimal HMAC-SHA256 of the bytes as they were received.</summary>
/// <remarks>Immutable and thread-safe. Source of the rule: Flagsmith's documentation of webhooks, "Webhook signature".</remarks>
internal sealed class WebhookSignature(string secret)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret);

    public static bool IsRequired([NotNullWhen(true)] string? secret) => !string.IsNullOrWhiteSpace(secret);

    /// <summary>Reads the bytes of a signature.</summary>
    /// <param name="header">The values of the header.</param>
    /// <param name="signature">The bytes: 32.</param>
    /// <returns>Whether the header has one value that is a signature in its form.</returns>
    public static bool TryRead(StringValues header, Span<byte> signature) =>
        header is [{ Length: HMACSHA256.HashSizeInBytes * 2 } text]
        && Convert.FromHexString(text, signature, out _, out var written) == OperationStatus.Done && written == HMACSHA256.HashSizeInBytes;

    /// <summary>Determines whether a signature is that of a body. Takes the same time wherever they differ.</summary>
    public bool IsOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, body, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
