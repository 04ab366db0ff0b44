using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Settings;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

/// <summary>One poll: fetch, publish, note what happened. Whatever goes wrong becomes a status and a log line; the last good snapshot stays.</summary>
internal sealed partial class FlagPoll(
    FlagsmithApi api, LiveSettings settings, FlagPublisher publisher, StatusBoard status, TimeProvider time, ILogger logger)
{
    private long _outageBegan;

    /// <returns>Why the poll failed; null when it succeeded.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<FlagsmithApiException?> RunAsync(CancellationToken cancellationToken)
    {
        status.Begun();
        try
        {
            var publication = await FetchAsync(cancellationToken).ConfigureAwait(false);
            NoteSuccess(publication);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception cause) // the one edge that catches everything: old flags beat a dead host
        {
            var error = cause as FlagsmithApiException ?? ApiFaults.Unexpected(cause);
            NoteFailure(error);
            return error;
        }
    }

    private async Task<Publication> FetchAsync(CancellationToken cancellationToken)
    {
        var before = settings.Current;
        var options = settings.Refresh();
        if (!ReferenceEquals(before, options))
        {
            publisher.AcceptDefaults(options.Defaults);
        }

        var request = ApiRequest.Flags(options);
        var body = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        try
        {
            return publisher.Accept(body);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiFaults.Body(request, cause);
        }
    }

    private void NoteSuccess(Publication publication)
    {
        var failures = status.History.Failures;
        status.Succeeded();
        if (publication.Malformed > 0)
        {
            Log.FlagsSkipped(logger, publication.Malformed);
        }

        if (failures > 0)
        {
            Log.OutageEnded(logger, failures, time.GetElapsedTime(_outageBegan));
        }

        Log.Polled(logger, publication.IsNews);
    }

    private void NoteFailure(FlagsmithApiException error)
    {
        var last = status.History;
        status.Failed(error);
        if (last.Failures == 0)
        {
            _outageBegan = time.GetTimestamp();
        }

        if (error.IsConfigurationFault && last.LastError is not { IsConfigurationFault: true })
        {
            Log.Misconfigured(logger, error.Message);
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
