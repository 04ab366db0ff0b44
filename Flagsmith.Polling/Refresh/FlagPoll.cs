using System.Runtime.CompilerServices;
using System.Text.Json;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.LastKnownGood;
using Flagsmith.Polling.Telemetry;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>One poll: fetch, publish, note what happened. Whatever goes wrong becomes a status and a log line; the last good snapshot stays.</summary>
internal sealed partial class FlagPoll(
    FlagsmithApi api, OptionsReloader settings, FlagPublisher publisher, StatusTracker status, StalenessWatch staleness, LastKnownGoodFile? file, ProviderTelemetry telemetry, TimeProvider time, ILogger logger)
{
    private ApiRequest? _request;
    private long _outageBegan;
    private bool _hasLoggedMisconfiguration;
    private int _loggedBrokenValues;

    /// <param name="isRequested">Whether the application asked for the poll: then it publishes what it gets, also a sudden empty list.</param>
    /// <param name="cancellationToken">Cuts the poll off.</param>
    /// <returns>Why the poll failed; null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<FlagsmithApiException?> RunAsync(bool isRequested, CancellationToken cancellationToken)
    {
        status.Begun();
        var began = time.GetTimestamp();
        using var span = telemetry.BeginPoll();
        var publication = default(Publication);
        FlagsmithApiException? error = null;
        try
        {
            var (request, options) = Prepare();
            var response = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
            publication = Publish(response.TakeBody(), request, options, isRequested);
        }
        catch (Exception cause) when (!(cause is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            error = cause as FlagsmithApiException ?? ApiErrors.Unexpected(cause); // the one edge that catches everything: old flags beat a dead host
        }

        var took = time.GetElapsedTime(began);
        Note(publication, error, isRequested); // the status first: the schedule and the readers depend on it
        telemetry.EndPoll(span, took, error is null ? OutcomeOf(publication) : "failed", error);
        return error;
    }

    private (ApiRequest Request, FlagsmithPollingOptions Options) Prepare()
    {
        var before = settings.Current;
        var options = settings.Refresh();
        if (!ReferenceEquals(before, options))
        {
            publisher.AcceptDefaults(options);
            _request = null;
        }

        return (_request ??= ApiRequest.Flags(options), options);
    }

    private Publication Publish(PooledBody body, ApiRequest request, FlagsmithPollingOptions options, bool isRequested)
    {
        telemetry.Received(body.Bytes.Length);
        try
        {
            return publisher.Accept(body, options.MaxFlags, acceptsEmpty: isRequested);
        }
        catch (FlagLimitException)
        {
            throw ApiErrors.TooManyFlags(request, options.MaxFlags);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiErrors.Body(request, cause);
        }
    }

    private void Note(Publication publication, FlagsmithApiException? error, bool isRequested)
    {
        if (error is null)
        {
            NoteSuccess(publication);
        }
        else
        {
            NoteFailure(error, isRequested);
        }
    }

    private static string OutcomeOf(Publication publication) => publication switch
    {
        { IsHeld: true } => "held",
        { IsNews: true } => "published",
        _ => "unchanged",
    };

    private void NoteSuccess(Publication publication)
    {
        var failures = status.History.Failures;
        if (publication.IsHeld)
        {
            status.Held();
            file?.RetryFailed();
            Log.EmptyHeld(logger);
        }
        else
        {
            status.Succeeded();
            file?.Confirmed(publication.IsNews, settings.Current);
            NoteBrokenValues(publication.BrokenValues);
        }

        _hasLoggedMisconfiguration = false;
        if (publication.Malformed > 0)
        {
            Log.FlagsSkipped(logger, publication.Malformed);
        }

        if (publication.IsNews)
        {
            publisher.LogMisfits(logger);
        }

        staleness.Look();
        if (failures > 0)
        {
            Log.OutageEnded(logger, failures, time.GetElapsedTime(_outageBegan));
        }

        Log.Polled(logger, publication.IsNews);
    }

    // Once for each change of their number, as they may stay for weeks.
    private void NoteBrokenValues(int count)
    {
        if (count > 0 && count != _loggedBrokenValues)
        {
            Log.ValuesBroken(logger, count);
        }

        _loggedBrokenValues = count;
    }

    private void NoteFailure(FlagsmithApiException error, bool isRequested)
    {
        var last = status.History;
        status.Failed(error, isRequested);
        file?.RetryFailed();
        staleness.Look();
        if (last.Failures == 0)
        {
            _outageBegan = time.GetTimestamp();
        }

        var history = status.History;
        _hasLoggedMisconfiguration &= history.Rejections.IsLasting; // once for each series of rejections
        if (history.IsRejectedLastingly && !_hasLoggedMisconfiguration)
        {
            _hasLoggedMisconfiguration = true;
            Log.Misconfigured(logger, history.Rejections.Length, error.Message);
        }
        else if (last.Failures == 0)
        {
            Log.OutageBegan(logger, error.Message);
        }
        else
        {
            Log.StillFailing(logger, last.Failures + 1, error.Message);
        }
    }
}
