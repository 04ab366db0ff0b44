using System.Net;
using System.Net.Http.Headers;

namespace Flagsmith.Polling.Benchmarks.Data;

/// <summary>An in-process Flagsmith that responds to every request with the same body, without a socket.</summary>
internal sealed class BodyApi(byte[] body) : HttpMessageHandler
{
    private volatile byte[] _body = body;

    public byte[] Body
    {
        get => _body;
        set => _body = value;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield(); // as on a network: who asks has to wait
        var content = new ByteArrayContent(_body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
