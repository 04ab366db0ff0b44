using System.Net;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>Reads responses to their end: JSON with status 200, within the bounds on one body and on all bodies for users; or 304, where the request carried a condition.</summary>
/// <param name="maxUserBytes">How many bytes the responses for users take that are in memory at a time, one beyond it excepted.</param>
/// <param name="time">The clock.</param>
internal sealed class ResponseReader(long maxUserBytes, TimeProvider time)
{
    private readonly ByteBudget _userBytes = new(maxUserBytes);

    /// <returns>The response, which is the caller's to dispose.</returns>
    /// <exception cref="FlagsmithApiException">The response cannot be used.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<ApiResponse> ReadAsync(
        ApiRequest request, HttpResponseMessage response, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        var body = response.StatusCode switch
        {
            HttpStatusCode.OK => await ReadBodyAsync(request, response, options, cancellationToken).ConfigureAwait(false),
            HttpStatusCode.NotModified when request.IfModifiedSince is not null => PooledBody.Empty,
            var status => throw ApiErrors.Status(request, status, RetryAfter.Read(response, options.PollInterval, time)),
        };
        var wantsHead = request.WantsHead && response.StatusCode == HttpStatusCode.OK; // 304 says of the content what is known
        return new ApiResponse(response.StatusCode, body, wantsHead ? ResponseHead.Of(response) : ResponseHead.None);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PooledBody> ReadBodyAsync(
        ApiRequest request, HttpResponseMessage response, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        var headers = response.Content.Headers;
        if (headers.ContentType?.MediaType is { } mediaType && !mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiErrors.MediaType(request, mediaType);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var budget = request.Method == HttpMethod.Get ? null : _userBytes; // a poll never waits for users
            return await ReadBodyAsync(request, stream, headers.ContentLength, options.MaxBodyBytes, budget, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PooledBody> ReadBodyAsync(
        ApiRequest request, Stream stream, long? announced, int most, ByteBudget? budget, CancellationToken cancellationToken)
    {
        try
        {
            var body = budget is null
                ? await PooledBody.ReadAsync(stream, announced, most, cancellationToken).ConfigureAwait(false)
                : await PooledBody.ReadAsync(stream, announced, most, budget, cancellationToken).ConfigureAwait(false);
            return body ?? throw ApiErrors.TooLong(request, most);
        }
        catch (InvalidDataException)
        {
            throw ApiErrors.BrokenCompression(request);
        }
    }
}
