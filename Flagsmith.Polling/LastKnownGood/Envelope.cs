using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Flagsmith.Polling.LastKnownGood;

/// <summary>What is written around a payload: a first line with format and checksum, then JSON that says whose it is, from when, and the payload.</summary>
internal static class Envelope
{
    private const string Format = "flagsmith-polling 1 ";
    private const int ChecksumLength = 64;
    private const int MaxDepth = 100; // a response may have 64 levels, and the envelope adds its own

    /// <summary>Wraps a payload, which is JSON.</summary>
    public static byte[] Wrap(string fingerprint, DateTimeOffset verifiedAt, ReadOnlyMemory<byte> payload)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            json.WriteString("fingerprint"u8, fingerprint);
            json.WriteString("verified_at"u8, verifiedAt.UtcDateTime);
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        var bytes = content.ToArray();
        return [.. Encoding.ASCII.GetBytes($"{Format}{Checksum(bytes)}\n"), .. bytes];
    }

    /// <summary>Unwraps what <see cref="Wrap"/> made.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="fingerprint">Whose it must be.</param>
    /// <param name="verifiedAt">When a response last confirmed it.</param>
    /// <param name="payload">The payload's JSON.</param>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public static FileFlaw? Unwrap(ReadOnlyMemory<byte> file, string fingerprint, out DateTimeOffset verifiedAt, out ReadOnlyMemory<byte> payload)
    {
        verifiedAt = default;
        payload = default;
        var head = Format.Length + ChecksumLength + 1;
        if (file.Length < head || !file.Span.StartsWith("flagsmith-polling "u8))
        {
            return new FileFlaw("it is no whole file of this library", IsDamage: true);
        }

        if (Encoding.ASCII.GetString(file.Span[..Format.Length]) != Format)
        {
            return new FileFlaw("it has another format version", IsDamage: false);
        }

        var content = file[head..];
        if (Encoding.ASCII.GetString(file.Span.Slice(Format.Length, ChecksumLength)) != Checksum(content.Span))
        {
            return new FileFlaw("its checksum is wrong", IsDamage: true);
        }

        return Read(content, fingerprint, out verifiedAt, out payload);
    }

    private static FileFlaw? Read(ReadOnlyMemory<byte> content, string fingerprint, out DateTimeOffset verifiedAt, out ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth });
        var root = document.RootElement;
        verifiedAt = root.GetProperty("verified_at"u8).GetDateTimeOffset();
        payload = JsonMarshal.GetRawUtf8Value(root.GetProperty("payload"u8)).ToArray();
        return root.GetProperty("fingerprint"u8).GetString() == fingerprint ? null : new FileFlaw("it belongs to another address or key", IsDamage: false);
    }

    private static string Checksum(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
