using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A Flagsmith that responds as the test says, and remembers what it was asked.</summary>
internal sealed class StubApi : HttpMessageHandler
{
    private readonly ConcurrentQueue<HttpRequestMessage> _requests = new();

    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Response { get; set; } = (_, _) => Json("[]");

    public IReadOnlyList<HttpRequestMessage> Requests => [.. _requests];

    public static Task<HttpResponseMessage> Json(string body) => Content(HttpStatusCode.OK, body, "application/json");

    public static Task<HttpResponseMessage> Content(HttpStatusCode status, string body, string mediaType) =>
        Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) });

    public static async Task<HttpResponseMessage> Hang(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("unreachable");
    }

    public void RespondJson(string body) => Response = (_, _) => Json(body);

    public void RespondStatus(HttpStatusCode status) => Response = (_, _) => Content(status, "oops", "text/plain");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var respond = Response; // before the test can see the request: what it sets then is for the next one
        _requests.Enqueue(request);
        var response = await respond(request, cancellationToken);
        response.RequestMessage ??= request;
        return response;
    }
}
