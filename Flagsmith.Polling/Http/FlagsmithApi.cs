using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Http;

/// <summary>The requests to one Flagsmith API, each within one time limit over headers and body.</summary>
/// <param name="clients">Makes the clients.</param>
/// <param name="clientName">The name of the client.</param>
/// <param name="time">The clock.</param>
/// <param name="maxUserBytes">How many bytes the responses for users take that are in memory at a time, one beyond it excepted.</param>
internal sealed class FlagsmithApi(IHttpClientFactory clients, string clientName, TimeProvider time, long maxUserBytes = FlagsmithApi.MaxUserBytes)
{
    private const int MaxAbandonedPolls = 8;

    private const long MaxUserBytes = 64 * 1024 * 1024;

    private readonly ApiExchange _exchange = new(clients, clientName, new ResponseReader(maxUserBytes, time));
    private readonly AbandonedSends _polls = new(time);
    private readonly AbandonedSends _fetches = new(time);
    private CancellationTokenSource? _spareLimit;
    private CancellationTokenSource? _spareSending;

    /// <summary>Sends a request. Handlers of the application run on a thread of the pool, never on the caller's.</summary>
    /// <returns>The response, which is the caller's to dispose.</returns>
    /// <exception cref="FlagsmithApiException">There was no response that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // polls recur for ever: the state machine of one serves the next
    public async ValueTask<ApiResponse> SendAsync(ApiRequest request, FlagsmithPollingOptions options, CancellationToken cancellationToken)
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
            var response = await fetch.WaitAsync(limit.Token).ConfigureAwait(false);
            leaving.Dispose();
            GiveBack(ref _spareLimit, limit); // one that a clock of the application moves cannot be used again
            GiveBack(ref _spareSending, sending);
            return response;
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

    /// <summary>Cancels what still runs, and sees to whatever comes too late: a failure is observed, and a response is disposed.</summary>
    private static async Task AbandonAsync(Task<ApiResponse> fetch, CancellationTokenSource sending, AbandonedSends abandoned)
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

    private async Task<ApiResponse> FetchAsync(ApiRequest request, FlagsmithPollingOptions options, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // handlers may block: the caller must get to its limit first
        return await _exchange.RunAsync(request, options, cancellationToken).ConfigureAwait(false);
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
