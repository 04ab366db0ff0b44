using System.Runtime.CompilerServices;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Refresh;

/// <summary>One poll: fetch, publish, record the outcome. Whatever goes wrong becomes a status and a log line; the last good snapshot stays.</summary>
internal sealed class FlagPoll(IFlagSource source, OptionsReloader settings, FlagPublisher publisher, PollJournal journal, RecentPolls recent, ProviderTelemetry telemetry, TimeProvider time)
{
    /// <param name="reason">Why the poll runs.</param>
    /// <param name="cancellationToken">Cuts the poll off.</param>
    /// <returns>Why the poll failed; null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagsmithApiException?> RunAsync(FlagPollReason reason, CancellationToken cancellationToken)
    {
        journal.Begun();
        var (startedAt, began) = (time.GetUtcNow(), time.GetTimestamp());
        using var span = telemetry.BeginPoll();
        var publication = default(Publication);
        FlagsmithApiException? error = null;
        try
        {
            var content = await source.FetchAsync(ReadOptions(), reason, cancellationToken).ConfigureAwait(false);
            publication = publisher.Accept(content, acceptsEmpty: reason == FlagPollReason.Requested);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            error = cause as FlagsmithApiException ?? ApiErrors.Unexpected(cause); // the one edge that catches everything: old flags beat a dead host
        }

        var took = time.GetElapsedTime(began);
        Record(publication, error, reason); // the status first: the schedule and the readers depend on it
        var outcome = error is null ? OutcomeOf(publication) : FlagPollOutcome.Failed;
        recent.Add(new FlagPollRecord { StartedAt = startedAt, Duration = took, Outcome = outcome, Reason = reason, Error = error?.Kind });
        telemetry.EndPoll(span, took, Tags.Text(outcome), error);
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

    private void Record(Publication publication, FlagsmithApiException? error, FlagPollReason reason)
    {
        if (error is null)
        {
            journal.Succeeded(publication);
        }
        else
        {
            journal.Failed(error, isRequested: reason != FlagPollReason.Scheduled); // a hint did not wait for the schedule either
        }
    }

    private static FlagPollOutcome OutcomeOf(Publication publication) => publication switch
    {
        { IsHeld: true } => FlagPollOutcome.Held,
        { IsNews: true } => FlagPollOutcome.Published,
        _ => FlagPollOutcome.Unchanged,
    };
}
