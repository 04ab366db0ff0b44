using System.Runtime.CompilerServices;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Refresh;

/// <summary>One poll: fetch, publish, record the outcome. Whatever goes wrong becomes a status and a log line; the last good snapshot stays.</summary>
internal sealed class FlagPoll(IFlagSource source, OptionsReloader settings, FlagPublisher publisher, PollJournal journal, RecentPolls recent, ProviderTelemetry telemetry, TimeProvider time) : IPoll
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagsmithApiException?> RunAsync(FlagPollReason reason, CancellationToken cancellationToken)
    {
        journal.Begun();
        var run = Begin(reason);
        using var span = run.Span;
        PollFetch fetched;
        try
        {
            fetched = new PollFetch(await source.FetchAsync(ReadOptions(), reason, cancellationToken).ConfigureAwait(false), Error: null);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            fetched = new PollFetch(Content: null, ErrorOf(cause));
        }

        return Conclude(run, fetched).Error;
    }

    /// <summary>Reads the options for the next poll.</summary>
    public FlagsmithPollingOptions ReadOptions()
    {
        var before = settings.Current;
        var options = settings.Refresh();
        if (!ReferenceEquals(before, options))
        {
            publisher.AcceptDefaults(options);
        }

        return options;
    }

    /// <summary>Begins a poll. The caller disposes its span.</summary>
    public PollRun Begin(FlagPollReason reason) =>
        new(reason, time.GetUtcNow(), time.GetTimestamp(), telemetry.BeginPoll());

    /// <summary>Fetches the environment. <see cref="RunAsync"/> does the same in place, as each async method within a poll costs it an allocation.</summary>
    /// <param name="run">The poll.</param>
    /// <param name="options">The options that apply; null to read them.</param>
    /// <param name="cancellationToken">Cuts the request off.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<PollFetch> FetchAsync(PollRun run, FlagsmithPollingOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return new PollFetch(await source.FetchAsync(options ?? ReadOptions(), run.Reason, cancellationToken).ConfigureAwait(false), Error: null);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return new PollFetch(Content: null, ErrorOf(cause));
        }
    }

    /// <summary>Publishes what was fetched, and records how the poll ended.</summary>
    public PollResult Conclude(PollRun run, PollFetch fetched)
    {
        var publication = default(Publication);
        var error = fetched.Error;
        if (fetched.Content is { } content)
        {
            try
            {
                publication = publisher.Accept(content, acceptsEmpty: run.Reason == FlagPollReason.Requested);
            }
            catch (Exception cause)
            {
                error = ErrorOf(cause);
            }
        }

        var took = time.GetElapsedTime(run.Began);
        Record(publication, error, run.Reason); // the status first: the schedule and the readers depend on it
        var outcome = error is null ? OutcomeOf(publication) : FlagPollOutcome.Failed;
        recent.Add(new FlagPollRecord { StartedAt = run.StartedAt, Duration = took, Outcome = outcome, Reason = run.Reason, Error = error?.Kind });
        telemetry.EndPoll(run.Span, took, Tags.Text(outcome), error);
        return new PollResult(publication, error);
    }

    // The one edge that catches everything: old flags beat a dead host.
    private static FlagsmithApiException ErrorOf(Exception cause) => cause as FlagsmithApiException ?? ApiErrors.Unexpected(cause);

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
