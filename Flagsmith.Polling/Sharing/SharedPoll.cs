using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Telemetry;

namespace Flagsmith.Polling.Sharing;

/// <summary>One poll of a host that shares a store: looks there first, and polls Flagsmith only where it is this host's turn, or where the store is unavailable.</summary>
internal sealed class SharedPoll(
    FlagPoll poll, IFlagSource source, SharedLooks looks, AloneSchedule alone, SharedWriter writer, SharedOrder order, SharedAdoption adoption, SharedStoreHealth health, PollJournal journal, StatusTracker status, ProviderTelemetry telemetry, TimeProvider time, Func<double> random) : IPoll
{
    private SharedAttempts _known = SharedAttempts.None;

    public async ValueTask<FlagsmithApiException?> RunAsync(FlagPollReason reason, CancellationToken cancellationToken)
    {
        journal.Begun();
        try
        {
            return await LookAndPollAsync(reason, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            adoption.ShowStore();
        }
    }

    private async ValueTask<FlagsmithApiException?> LookAndPollAsync(FlagPollReason reason, CancellationToken cancellationToken)
    {
        FlagsmithPollingOptions? options = null;
        SharedLook look;
        try
        {
            options = poll.ReadOptions();
            look = await looks.LookAsync(options, reason, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested)) // nothing known throws here, and the store is not worth a poll
        {
            look = new AloneLook();
        }

        telemetry.Looked(OutcomeOf(look));
        return look switch
        {
            AdoptLook adopt => Adopt(adopt, options!, reason),
            LaterLook later => LookLater(later.Pause),
            FailingLook failing => Fail(failing),
            TurnLook turn => await PollForAllAsync(turn, options!, reason, cancellationToken).ConfigureAwait(false),
            _ => await PollAloneAsync(options, reason, cancellationToken).ConfigureAwait(false),
        };
    }

    private static string OutcomeOf(SharedLook look) => look switch
    {
        AdoptLook => "confirmed",
        LaterLook => "later",
        FailingLook => "failing",
        TurnLook => "turn",
        _ => "unavailable",
    };

    private FlagsmithApiException? Adopt(AdoptLook adopted, FlagsmithPollingOptions options, FlagPollReason reason)
    {
        order.Hold(adopted.Confirmation, adopted.Age);
        source.Adopt(adopted.Content, options);
        adoption.Accept(adopted, reason);
        _known = SharedAttempts.None;
        StoreWorks();
        status.LookIn(SharedPauses.UntilDue(options, adopted.Age, random()));
        return null;
    }

    private FlagsmithApiException? LookLater(TimeSpan pause)
    {
        adoption.ShowStore();
        status.LookIn(pause);
        return null;
    }

    private FlagsmithApiException Fail(FailingLook failing)
    {
        var (attempts, error) = (failing.Attempts, ApiErrors.OfFleet(failing.Attempts.Error, failing.Attempts.StatusCode, failing.Attempts.Failures));
        if (attempts != _known)
        {
            _known = attempts;
            journal.Failed(error, isRequested: false);
        }

        StoreWorks();
        status.LookIn(failing.Pause);
        return error;
    }

    private async ValueTask<FlagsmithApiException?> PollForAllAsync(TurnLook turn, FlagsmithPollingOptions options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        var run = poll.Begin(reason);
        using var span = run.Span;
        var isWritten = false;
        try
        {
            var fetched = await poll.FetchAsync(run, options, cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(run.Began) >= SharedPauses.OfTurn(options) && await looks.FindLaterAsync(turn.Turn, options, cancellationToken).ConfigureAwait(false) is { } later)
            {
                isWritten = true; // the turn was over, and another host has had its own
                return Adopt(later, options, reason);
            }

            var result = poll.Conclude(run, fetched);
            try
            {
                isWritten = await WriteAsync(turn, options, run, fetched, result).ConfigureAwait(false);
            }
            catch (Exception cause) // nothing known throws here, unless the store returns nonsense
            {
                health.Failed(cause, options.PollInterval);
            }

            return result.Error;
        }
        finally
        {
            if (!isWritten)
            {
                await writer.ReleaseAsync(turn.Turn).ConfigureAwait(false);
                adoption.ShowStore(); // it may be why nothing was written
            }
        }
    }

    /// <returns>Whether the turn was given back with what was written.</returns>
    private async ValueTask<bool> WriteAsync(TurnLook turn, FlagsmithPollingOptions options, PollRun run, PollFetch fetched, PollResult result)
    {
        if (result.Error is { } error)
        {
            var attempts = writer.AttemptsAfter(turn, options, error, time.GetElapsedTime(run.Began));
            _known = attempts;
            var failed = await writer.WriteFailureAsync(turn, options, attempts).ConfigureAwait(false);
            if (failed is not null)
            {
                adoption.Seen(failed, turn.Turn.BeganAt - failed.BeganAt + time.GetElapsedTime(run.Began));
                StoreWorks();
                status.LookIn(SharedPauses.UntilAttempt(attempts.NotBefore - turn.Turn.BeganAt - time.GetElapsedTime(run.Began), random()));
            }

            return failed is not null;
        }

        _known = SharedAttempts.None;
        if (result.Publication.IsHeld)
        {
            return false;
        }

        var isUnexpected = run.Reason == FlagPollReason.Requested || (order.IsEmpty && turn.Stored.HasContent); // a host that could not use the fleet's flags had none to compare with
        order.HoldOwn(run.Began);
        if (fetched.Content!.Flags.Length == 0 && isUnexpected)
        {
            return false; // published on this host alone, until a scheduled poll agrees
        }

        var written = await writer.WriteContentAsync(turn, options, fetched.Content).ConfigureAwait(false);
        if (written is null)
        {
            return false;
        }

        order.Hold(written, time.GetElapsedTime(run.Began));
        adoption.Seen(written, time.GetElapsedTime(run.Began));
        StoreWorks();
        status.LookIn(SharedPauses.UntilDue(options, time.GetElapsedTime(run.Began), random()));
        return true;
    }

    private async ValueTask<FlagsmithApiException?> PollAloneAsync(FlagsmithPollingOptions? options, FlagPollReason reason, CancellationToken cancellationToken)
    {
        var run = poll.Begin(reason);
        using var span = run.Span;
        var result = poll.Conclude(run, await poll.FetchAsync(run, options, cancellationToken).ConfigureAwait(false));
        if (result is { Error: null, Publication.IsHeld: false })
        {
            order.HoldOwn(run.Began);
        }

        if (options is not null)
        {
            alone.Polled(options, result.Error is null);
        }

        return result.Error;
    }

    private void StoreWorks()
    {
        health.Succeeded();
        alone.StoreWorks();
    }
}
