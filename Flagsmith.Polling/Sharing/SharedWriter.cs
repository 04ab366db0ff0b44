using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Writes what a poll brought to the shared store: content that changed, and always a confirmation.</summary>
/// <remarks>Not thread-safe: polls run one at a time.</remarks>
internal sealed class SharedWriter(SharedStoreAccess access, SharedKeys keys, SharedContent content, string host, ulong process, Func<double> random)
{
    private readonly ulong _origin = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(host)));

    /// <summary>Writes content that this host has polled under its turn.</summary>
    /// <returns>What is now stored; null where it was not written.</returns>
    public async ValueTask<SharedConfirmation?> WriteContentAsync(TurnLook poll, FlagsmithPollingOptions options, FlagContent fetched)
    {
        var stored = poll.Stored;
        var body = content.Write(fetched, options, poll.IsBodyBroken ? 0 : stored.Hash, out var hash);
        var confirmation = new SharedConfirmation(stored.Sequence + 1, poll.Turn.BeganAt, hash, body?.Length ?? stored.BodyLength, host, SharedAttempts.None);
        var outcome = await WriteAsync(poll, options, confirmation, body, needsBody: true).ConfigureAwait(false);
        if (outcome == SharedWriteOutcome.BodyMissing && body is null)
        {
            body = content.Write(fetched, options);
            confirmation = confirmation with { BodyLength = body.Length };
            outcome = await WriteAsync(poll, options, confirmation, body, needsBody: true).ConfigureAwait(false);
        }

        return outcome == SharedWriteOutcome.Written ? confirmation : null;
    }

    /// <summary>Returns the fleet's failures after one more. The pause, and what the server asked for, count from the end of the poll.</summary>
    public SharedAttempts AttemptsAfter(TurnLook poll, FlagsmithPollingOptions options, FlagsmithApiException error, TimeSpan took)
    {
        var last = poll.Stored.Attempts;
        var pause = SharedPauses.AfterFailures(options, last.Failures + 1, error.RetryAfter, random());
        var isOfSeveral = last.Failures > 0 && (last.Origin != _origin || (last.IsShared && poll.Turn.BeganAt >= last.NotBefore)); // one that goes on failing out of turn speaks for itself
        return new SharedAttempts(last.Failures + 1, poll.Turn.BeganAt + took + pause, error.Kind, (int)(error.StatusCode ?? 0), _origin, isOfSeveral || error.RetryAfter is not null);
    }

    /// <summary>Writes that a poll has failed; what is confirmed stays.</summary>
    /// <returns>What is now stored; null where it was not written.</returns>
    public async ValueTask<SharedConfirmation?> WriteFailureAsync(TurnLook poll, FlagsmithPollingOptions options, SharedAttempts attempts)
    {
        var confirmation = poll.Stored with { Attempts = attempts };
        return await WriteAsync(poll, options, confirmation, body: null, needsBody: false).ConfigureAwait(false) == SharedWriteOutcome.Written ? confirmation : null;
    }

    /// <summary>Gives a turn back under which nothing was written.</summary>
    public ValueTask ReleaseAsync(SharedTurn turn) => access.ReleaseTurnAsync(turn);

    private async ValueTask<SharedWriteOutcome?> WriteAsync(TurnLook poll, FlagsmithPollingOptions options, SharedConfirmation confirmation, byte[]? body, bool needsBody)
    {
        // Others need not wait for their next look where there is other content, or an outage is over.
        var isNews = body is not null || (confirmation.Attempts.Failures == 0 && poll.Stored.Attempts.Failures > 0);
        var write = new SharedStoreWrite
        {
            Confirmation = SharedConfirmationFormat.Write(confirmation, keys),
            Body = body,
            NeedsBody = needsBody,
            Notice = isNews ? SharedNoticeFormat.Write(new SharedNotice(SharedNoticeKind.Confirmed, process), keys) : null,
            TimeToLive = options.LastKnownGood.MaxAge,
        };
        var reply = await access.WriteAsync(poll.Turn, write, CancellationToken.None).ConfigureAwait(false);
        return reply.IsReached ? reply.Value : null;
    }
}
