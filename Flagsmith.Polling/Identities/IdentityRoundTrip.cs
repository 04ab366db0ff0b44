using System.Text.Json;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Telemetry;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>One request for a user and its response, measured and traced.</summary>
internal sealed class IdentityRoundTrip(FlagsmithApi api, CachedUserFactory users, ProviderTelemetry telemetry, TimeProvider time)
{
    /// <summary>Sends a request and reads the response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">What is requested.</param>
    /// <param name="options">The settings of this request.</param>
    /// <param name="limit">Cuts the request off.</param>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The caller left, or the provider was disposed.</exception>
    public async Task<(CachedUser View, IdentityResponse Response)> RunAsync(ApiRequest request, IdentityKey key, FlagsmithPollingOptions options, FetchLimit limit)
    {
        var known = users.TakeBaseline(); // before asking: what changes meanwhile may be missing from the response
        var began = time.GetTimestamp();
        using var span = telemetry.BeginFetch();
        try
        {
            var made = await AskAsync(request, key, known, options, limit.Token).ConfigureAwait(false);
            telemetry.EndFetch(span, began, error: null);
            return made;
        }
        catch (OperationCanceledException) when (limit.IsSpent) // a failure like any other: it is logged and recorded by the circuit
        {
            var error = ApiErrors.Timeout(request);
            telemetry.EndFetch(span, began, error);
            throw error;
        }
        catch (OperationCanceledException)
        {
            telemetry.EndFetch(span, began, ApiErrors.Timeout(request));
            throw;
        }
        catch (FlagsmithApiException error)
        {
            telemetry.EndFetch(span, began, error);
            throw;
        }
    }

    private async Task<(CachedUser View, IdentityResponse Response)> AskAsync(
        ApiRequest request, IdentityKey key, Baseline known, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await api.SendAsync(request, options, cancellationToken).ConfigureAwait(false);
            var response = IdentityResponseReader.Read(body.Bytes, known.Flags, options.MaxFlags, key.Identifier);
            if (!response.IsFor(key.Identifier))
            {
                throw ApiErrors.OtherUser(request);
            }

            return (users.Create(response, known, key.Variant, options.Identities.TimeToLive), response);
        }
        catch (FlagLimitException)
        {
            throw ApiErrors.TooManyFlags(request, options.MaxFlags);
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw ApiErrors.Body(request, cause);
        }
        catch (Exception cause) when (cause is not (FlagsmithApiException or OperationCanceledException))
        {
            throw ApiErrors.Unexpected(cause);
        }
    }
}
