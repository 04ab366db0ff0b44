using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>One exchange with the server: a client of the factory, the request, the redirects that are followed, the response read to its end. Sets no time limit.</summary>
/// <param name="clients">Makes the clients.</param>
/// <param name="clientName">The name of the client.</param>
/// <param name="reader">Reads the responses.</param>
internal sealed class ApiExchange(IHttpClientFactory clients, string clientName, ResponseReader reader)
{
    /// <summary>Sends a request and reads the response. Runs handlers of the application, which may block.</summary>
    /// <returns>The response, which is the caller's to dispose.</returns>
    /// <exception cref="FlagsmithApiException">The response cannot be used.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<ApiResponse> RunAsync(ApiRequest request, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(clientName);
        cancellationToken.ThrowIfCancellationRequested();
        request.Sending?.Invoke();
        var address = request.Url; // errors show the request's own: where a redirect leads is the server's text
        for (var hop = 0; ; hop++)
        {
            using var response = await SendAsync(client, request, address, options, cancellationToken).ConfigureAwait(false);
            CheckServer(request, address, response);
            if (!RedirectRule.IsRedirect(response.StatusCode))
            {
                return await reader.ReadAsync(request, response, options, cancellationToken).ConfigureAwait(false);
            }

            address = hop < RedirectRule.MaxHops
                ? RedirectRule.Next(request, address, response.StatusCode, response.Headers)
                : throw ApiErrors.Redirect(request, response.StatusCode, "there were too many in a row");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<HttpResponseMessage> SendAsync(
        HttpClient client, ApiRequest request, Uri address, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        for (var isRetry = false; ; isRetry = true)
        {
            using var message = MessageOf(client, request, address, options);
            try
            {
                return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException cause) when (!isRetry && WasClosedUnderRequest(cause))
            {
                // Servers close kept-alive connections at will (the Edge Proxy after 5 s): the request may cross the closing on its way.
            }
        }
    }

    private static HttpRequestMessage MessageOf(HttpClient client, ApiRequest request, Uri address, FlagsmithPollingOptions options)
    {
        var message = new HttpRequestMessage(request.Method, address) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        message.Headers.TryAddWithoutValidation(HeaderNames.EnvironmentKey, options.EnvironmentKey);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in options.CustomHeaders)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Headers.IfModifiedSince = request.IfModifiedSince;
        if (request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private static bool WasClosedUnderRequest(HttpRequestException cause) =>
        cause.HttpRequestError == HttpRequestError.ResponseEnded
        || cause.InnerException is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } };

    // A handler of the application may have followed a redirect by itself.
    private static void CheckServer(ApiRequest request, Uri address, HttpResponseMessage response)
    {
        if (response.RequestMessage?.RequestUri is { IsAbsoluteUri: true } responder && !RedirectRule.IsSameServer(address, responder))
        {
            throw ApiErrors.Redirect(request, response.StatusCode, "the HTTP client's own handler followed it to another server; switch off its AllowAutoRedirect");
        }
    }
}
