using System.Net;
using System.Net.Sockets;

namespace Flagsmith.Polling.Http;

/// <summary>The requests to one Flagsmith API: a client of the factory for each, one time limit over headers and body.</summary>
internal sealed class FlagsmithApi(IHttpClientFactory clients, string clientName, TimeProvider time)
{
    /// <summary>The most a body may hold after decompression.</summary>
    private const int MostBodyBytes = 64 * 1024 * 1024;

    /// <summary>Fetches the environment's flags.</summary>
    /// <returns>The body, which is the caller's to dispose.</returns>
    /// <exception cref="FlagsmithApiException">There was no answer that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PooledBody> GetFlagsAsync(FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        var url = new Uri(options.ApiUrl, "flags/");
        using var limit = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // WaitAsync, so that the limit holds even where a handler of the application ignores its token.
            return await FetchAsync(url, options, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw ApiFaults.Timeout(url, options.RequestTimeout);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException)
        {
            throw ApiFaults.Unreachable(url, cause);
        }
    }

    private async Task<PooledBody> FetchAsync(Uri url, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(clientName);
        for (var hop = 0; ; hop++)
        {
            using var response = await SendAsync(client, url, options, cancellationToken).ConfigureAwait(false);
            CheckServer(url, response);
            if (!RedirectRule.IsRedirect(response.StatusCode))
            {
                return await ReadAsync(url, response, cancellationToken).ConfigureAwait(false);
            }

            url = hop < RedirectRule.MostHops
                ? RedirectRule.Next(url, response.StatusCode, response.Headers)
                : throw ApiFaults.Redirect(url, response.StatusCode, "there were too many in a row");
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, Uri url, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(client, url, options, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException cause) when (WasClosedUnderRequest(cause))
        {
            // Servers close kept-alive connections at will (the Edge Proxy after 5 s): the request may cross the closing on its way.
            return await SendOnceAsync(client, url, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<HttpResponseMessage> SendOnceAsync(
        HttpClient client, Uri url, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation(HeaderNames.EnvironmentKey, options.EnvironmentKey);
        request.Headers.Accept.ParseAdd("application/json");
        foreach (var (name, value) in options.CustomHeaders)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private static bool WasClosedUnderRequest(HttpRequestException cause) =>
        cause.HttpRequestError == HttpRequestError.ResponseEnded
        || cause.InnerException is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } };

    // A handler of the application may have followed a redirect by itself.
    private static void CheckServer(Uri url, HttpResponseMessage response)
    {
        if (response.RequestMessage?.RequestUri is { IsAbsoluteUri: true } answered && !RedirectRule.IsSameServer(url, answered))
        {
            throw ApiFaults.Redirect(url, response.StatusCode, "the HTTP client's own handler followed it to another server; switch off its AllowAutoRedirect");
        }
    }

    private async Task<PooledBody> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ApiFaults.Status(url, response.StatusCode, RetryAfter.Read(response, time));
        }

        var headers = response.Content.Headers;
        if (headers.ContentType?.MediaType is { } mediaType && !mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiFaults.MediaType(url, mediaType);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await ReadAsync(url, stream, headers.ContentLength, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<PooledBody> ReadAsync(Uri url, Stream stream, long? announced, CancellationToken cancellationToken)
    {
        try
        {
            return await PooledBody.ReadAsync(stream, announced, MostBodyBytes, cancellationToken).ConfigureAwait(false)
                ?? throw ApiFaults.TooLong(url, MostBodyBytes);
        }
        catch (InvalidDataException)
        {
            throw ApiFaults.BrokenCompression(url);
        }
    }
}
