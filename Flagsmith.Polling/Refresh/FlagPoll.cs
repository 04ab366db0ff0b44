using System.Runtime.CompilerServices;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Refresh;

/// <summary>One poll: fetch, publish, record the outcome. Whatever goes wrong becomes a status and a log line; the last good snapshot stays.</summary>
internal sealed class FlagPoll(IFlagSource source, OptionsReloader settings, FlagPublisher publisher, PollJournal journal, ProviderTelemetry telemetry, TimeProvider time)
{
    /// <param name="reason">Why the poll runs.</param>
    /// <param name="cancellationToken">Cuts the poll off.</param>
    /// <returns>Why the poll failed; null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagsmithApiException?> RunAsync(PollReason reason, CancellationToken cancellationToken)
    {
        journal.Begun();
        var began = time.GetTimestamp();
        using var span = telemetry.BeginPoll();
        var publication = default(Publication);
        FlagsmithApiException? error = null;
        try
        {
            var content = await source.FetchAsync(ReadOptions(), reason, cancellationToken).ConfigureAwait(false);
            publication = publisher.Accept(content, acceptsEmpty: reason == PollReason.Requested);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            error = cause as FlagsmithApiException ?? ApiErrors.Unexpected(cause); // the one edge that catches everything: old flags beat a dead host
        }

        var took = time.GetElapsedTime(began);
        Record(publication, error, reason); // the status first: the schedule and the readers depend on it
        telemetry.EndPoll(span, took, error is null ? OutcomeOf(publication) : "failed", error);
        return error;
    }

    private FlagsmithPollingOptions ReadOptions()
    {
        var before = settings.Current;
        var options = settings.Refresh();
        if (!ReferenceEquals(before, options))
        {
            publisher.AcceptDefaults(options);
        }

        return options;
    }

    private void Record(Publication publication, FlagsmithApiException? error, PollReason reason)
    {
        if (error is null)
        {
            journal.Succeeded(publication);
        }
        else
        {
            journal.Failed(error, isRequested: reason == PollReason.Requested);
        }
    }

    private static string OutcomeOf(Publication publication) => publication switch
    {
        { IsHeld: true } => "held",
        { IsNews: true } => "published",
        _ => "unchanged",
    };
}
