using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>Holds every request for a user back until the test says how it ends. The value of <c>a_flag</c> in a response is the number of the request.</summary>
internal sealed class HeldRequests
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<HttpStatusCode?>> _ends = new();
    private readonly UsersApi _api;
    private int _last;

    public HeldRequests(StubApi stub)
    {
        _api = new UsersApi(stub);
        _api.Response = RespondAsync;
    }

    /// <summary>Gets how many requests for users have come.</summary>
    public int Count => Volatile.Read(ref _last);

    /// <summary>Gets or sets whether requests are held back; if not they succeed at once.</summary>
    public bool Holds { get; set; } = true;

    public void Succeed(int request) => EndOf(request).TrySetResult(HttpStatusCode.OK);

    /// <summary>Ends a request with a status, or by losing the connection.</summary>
    public void Fail(int request, HttpStatusCode? status) => EndOf(request).TrySetResult(status);

    private async Task<HttpResponseMessage> RespondAsync(JsonObject request)
    {
        var number = Interlocked.Increment(ref _last);
        return (Holds ? await EndOf(number).Task : HttpStatusCode.OK) switch
        {
            HttpStatusCode.OK => await StubApi.Json(UsersApi.Body(request, Bodies.Flag("a_flag", value: $"{number}"))),
            { } status => await StubApi.Content(status, "oops", "text/plain"),
            null => throw new HttpRequestException("The connection was lost."),
        };
    }

    private TaskCompletionSource<HttpStatusCode?> EndOf(int request) =>
        _ends.GetOrAdd(request, static _ => new TaskCompletionSource<HttpStatusCode?>(TaskCreationOptions.RunContinuationsAsynchronously));
}
