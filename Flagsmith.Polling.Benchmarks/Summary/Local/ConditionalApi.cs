using System.Net;
using System.Net.Http.Headers;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>An in-process Flagsmith whose document never changes: 304 to a conditional request, the whole document to others.</summary>
internal sealed class ConditionalApi(byte[] document) : HttpMessageHandler
{
    public static readonly DateTimeOffset LastModified = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield(); // as on a network: who asks has to wait
        if (request.Headers.IfModifiedSince is not null)
        {
            return new HttpResponseMessage(HttpStatusCode.NotModified) { RequestMessage = request };
        }

        var content = new ByteArrayContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.LastModified = LastModified;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
