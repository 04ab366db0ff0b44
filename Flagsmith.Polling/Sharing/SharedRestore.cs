using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Sharing;

/// <summary>Reads what the fleet polled last beside a start that polls by itself, as the store did not respond at once: a connection that is made takes time, and Flagsmith may be down.</summary>
/// <remarks>Thread-safe. Runs once.</remarks>
internal sealed class SharedRestore(SharedStoreAccess access, SharedKeys keys, SharedContent content, Action<FlagContent, TimeSpan> restore)
{
    private int _begun;

    /// <summary>Begins to read, and waits for nothing.</summary>
    public void Begin(FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            using var flow = ExecutionContext.SuppressFlow();
            _ = Task.Run(() => RunAsync(options, cancellationToken), CancellationToken.None);
        }
    }

    private async Task RunAsync(FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await access.ReadPatientlyAsync(cancellationToken).ConfigureAwait(false);
            if (!reply.IsReached || SharedConfirmationFormat.TryRead(reply.Value.Confirmation.Span, keys) is not { HasContent: true } stored)
            {
                return;
            }

            var age = reply.Value.Now - stored.BeganAt;
            if (age <= options.LastKnownGood.MaxAge && (await content.ReadAsync(stored, options, StorePatience.Usual, cancellationToken).ConfigureAwait(false)).Content is { } found)
            {
                restore(found, age < TimeSpan.Zero ? TimeSpan.Zero : age);
            }
        }
        catch (Exception) // polling has stopped, or something unknown: the next look finds the same
        {
        }
    }
}
