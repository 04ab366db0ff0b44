using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Turns content into bodies and bodies into content. What is held is neither read nor written again.</summary>
/// <remarks>Not thread-safe: polls run one at a time. The content is that of the last-known-good file, with the same limits.</remarks>
internal sealed class SharedContent(SharedStoreAccess access, SharedKeys keys, IPatternObserver observer, TimeProvider time)
{
    private FlagsmithPollingOptions? _options;
    private FlagContent? _content;
    private UInt128 _hash;

    /// <summary>Reads the content that a confirmation names.</summary>
    /// <returns>The content, or why there is none. The very object of before where it is the same.</returns>
    public async ValueTask<SharedContentReading> ReadAsync(SharedConfirmation confirmation, FlagsmithPollingOptions options, StorePatience patience, CancellationToken cancellationToken)
    {
        if (_content is not null && _hash == confirmation.Hash && ReferenceEquals(options, _options))
        {
            return new SharedContentReading(_content, Flaw: null);
        }

        var maxContent = KeptPayload.MaxBytes(options);
        if (confirmation.BodyLength > maxContent)
        {
            return new SharedContentReading(null, FormattableString.Invariant($"it has more than {maxContent} bytes, more than flags within MaxBodyBytes take"));
        }

        var reply = await access.ReadBodyAsync(confirmation.BodyLength, patience, cancellationToken).ConfigureAwait(false);
        if (!reply.IsReached)
        {
            return default;
        }

        if (reply.Value is not { IsEmpty: false } body)
        {
            return new SharedContentReading(null, "it is missing");
        }

        return SharedBodyFormat.TryRead(body.Span, keys, confirmation.Hash, maxContent, out var bytes) is { } flaw
            ? new SharedContentReading(null, flaw)
            : Parse(bytes, confirmation.Hash, options);
    }

    /// <summary>Returns the body of content that was polled.</summary>
    /// <param name="content">The content.</param>
    /// <param name="options">The options that applied to the poll.</param>
    /// <param name="stored">The hash of what is stored: of the same content no body is made.</param>
    /// <param name="hash">The hash of the content.</param>
    /// <returns>The body; null where it is stored already.</returns>
    public byte[]? Write(FlagContent content, FlagsmithPollingOptions options, UInt128 stored, out UInt128 hash)
    {
        if (ReferenceEquals(content, _content) && ReferenceEquals(options, _options) && _hash == stored && stored != 0)
        {
            hash = _hash;
            return null;
        }

        var payload = KeptPayload.Write(new KeptFlags(content.Flags, time.GetUtcNow(), content.Users));
        hash = SharedBodyFormat.HashOf(payload.Span);
        (_options, _content, _hash) = (options, content, hash);
        return hash == stored ? null : SharedBodyFormat.Write(payload.Span, hash, keys);
    }

    /// <summary>Returns the body of content that was polled.</summary>
    public byte[] Write(FlagContent content, FlagsmithPollingOptions options) => Write(content, options, stored: 0, out _)!;

    private SharedContentReading Parse(byte[] payload, UInt128 hash, FlagsmithPollingOptions options)
    {
        try
        {
            var kept = KeptPayload.Read(payload, time.GetUtcNow(), options, observer);
            (_options, _content, _hash) = (options, new FlagContent([.. kept.Flags]) { Users = kept.Users }, hash);
            return new SharedContentReading(_content, Flaw: null);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return new SharedContentReading(null, $"its content cannot be read ({cause.GetType().Name})");
        }
    }
}
