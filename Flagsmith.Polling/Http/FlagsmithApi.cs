using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>The requests to one Flagsmith API: a client of the factory for each, one time limit over headers and body.</summary>
/// <param name="clients">Makes the clients.</param>
/// <param name="clientName">The name of the client.</param>
/// <param name="time">The clock.</param>
/// <param name="maxUserBytes">How many bytes the responses for users take that are in memory at a time, one beyond it excepted.</param>
internal sealed class FlagsmithApi(IHttpClientFactory clients, string clientName, TimeProvider time, long maxUserBytes = FlagsmithApi.MaxUserBytes)
{
    private const int MaxAbandonedPolls = 8;

    private const long MaxUserBytes = 64 * 1024 * 1024;

    private readonly ByteBudget _userBytes = new(maxUserBytes);
    private readonly AbandonedSends _polls = new(time);
    private readonly AbandonedSends _fetches = new(time);
    private CancellationTokenSource? _spareLimit;
    private CancellationTokenSource? _spareSending;

    /// <summary>Sends a request. Handlers of the application run on a thread of the pool, never on the caller's.</summary>
    /// <returns>The body, which is the caller's to dispose.</returns>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // as below: polls recur for ever, and the state machine of one serves the next
    public async ValueTask<PooledBody> SendAsync(ApiRequest request, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var abandoned = EnterOrThrow(request, options);
        var limit = TakeLimit(request.Limit);
        var sending = Interlocked.Exchange(ref _spareSending, null) ?? new CancellationTokenSource();
        var fetch = FetchAsync(request, options, sending.Token);
        try
        {
            using var leaving = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);

            // WaitAsync, so that the limit holds even where a handler of the application ignores its token or blocks its thread.
            var body = await fetch.WaitAsync(limit.Token).ConfigureAwait(false);
            leaving.Dispose();
            GiveBack(ref _spareLimit, limit); // one that a clock of the application moves cannot be used again
            GiveBack(ref _spareSending, sending);
            return body;
        }
        catch (Exception cause)
        {
            _ = AbandonAsync(fetch, sending, abandoned);
            var fault = cause is OperationCanceledException && cancellationToken.IsCancellationRequested ? null : FaultOf(cause, request, limit);
            limit.Dispose();
            if (fault is null)
            {
                throw;
            }

            throw fault;
        }
    }

    private AbandonedSends EnterOrThrow(ApiRequest request, FlagsmithPollingOptions options)
    {
        // Apart, so that a handler which blocks requests for users alone does not end the polls.
        var (abandoned, most) = request.Method == HttpMethod.Get ? (_polls, MaxAbandonedPolls) : (_fetches, options.Identities.MaxConcurrentFetches);
        return abandoned.Allow(most) ? abandoned : throw ApiErrors.HandlersBlock(request, abandoned.Count);
    }

    /// <returns>What is thrown in place of a failure; null for the failure itself.</returns>
    private static FlagsmithApiException? FaultOf(Exception cause, ApiRequest request, CancellationTokenSource limit) => cause switch
    {
        OperationCanceledException when limit.IsCancellationRequested => ApiErrors.Timeout(request),
        HttpRequestException or IOException or OperationCanceledException => ApiErrors.Unreachable(request, cause),
        _ => null,
    };

    /// <summary>Cancels what still runs, and sees to whatever comes too late: a failure is observed, and a body goes back to its pool.</summary>
    private static async Task AbandonAsync(Task<PooledBody> fetch, CancellationTokenSource sending, AbandonedSends abandoned)
    {
        if (!fetch.IsCompleted)
        {
            abandoned.Add();

            // On another thread, and caught: handlers of the application may have registered code that blocks or throws.
            await sending.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            abandoned.Remove();
        }

        sending.Dispose();
        await ((Task)fetch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (fetch.IsCompletedSuccessfully)
        {
            (await fetch.ConfigureAwait(false)).Dispose();
        }
    }

    /// <summary>Looks whether the HTTP client may carry the key. On a thread of its own: code of the application makes the handlers.</summary>
    /// <returns>Why it may not; null when it may, or when the application's code failed, which the next request reports.</returns>
    public Task<FlagsmithApiException?> FindHandlerErrorAsync() => Task.Run(() =>
    {
        try
        {
            using var client = clients.CreateClient(clientName);
            return null;
        }
        catch (FlagsmithApiException fault)
        {
            return fault;
        }
        catch (Exception)
        {
            return null;
        }
    });

    private async Task<PooledBody> FetchAsync(ApiRequest request, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // handlers may block: the caller must get to its limit first
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
                return await ReadAsync(request, response, options, cancellationToken).ConfigureAwait(false);
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PooledBody> ReadAsync(
        ApiRequest request, HttpResponseMessage response, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ApiErrors.Status(request, response.StatusCode, RetryAfter.Read(response, options.PollInterval, time));
        }

        var headers = response.Content.Headers;
        if (headers.ContentType?.MediaType is { } mediaType && !mediaType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw ApiErrors.MediaType(request, mediaType);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var budget = request.Method == HttpMethod.Get ? null : _userBytes; // a poll never waits for users
            return await ReadAsync(request, stream, headers.ContentLength, options.MaxBodyBytes, budget, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PooledBody> ReadAsync(
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

    private CancellationTokenSource TakeLimit(TimeSpan length)
    {
        if (Interlocked.Exchange(ref _spareLimit, null) is not { } spare)
        {
            return new CancellationTokenSource(length, time);
        }

        spare.CancelAfter(length);
        return spare;
    }

    private static void GiveBack(ref CancellationTokenSource? spare, CancellationTokenSource used)
    {
        if (!used.TryReset() || Interlocked.CompareExchange(ref spare, used, null) is not null)
        {
            used.Dispose();
        }
    }
}
