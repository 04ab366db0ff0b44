using System.Net;

namespace Flagsmith.Polling.Http;

/// <summary>A response of the Flagsmith API that can be used. Owns its body: the caller disposes the response, or takes the body over.</summary>
/// <param name="status">200, or 304 where the request carried a condition.</param>
/// <param name="body">The body; empty with 304.</param>
/// <param name="head">What the headers say; nothing where the request does not want them.</param>
internal sealed class ApiResponse(HttpStatusCode status, PooledBody body, ResponseHead head) : IDisposable
{
    private PooledBody _body = body;

    public HttpStatusCode Status => status;

    public ResponseHead Head => head;

    public ReadOnlySpan<byte> Bytes => _body.Bytes;

    /// <summary>Takes the body over, which is the caller's to dispose from here on.</summary>
    public PooledBody TakeBody()
    {
        var taken = _body;
        _body = PooledBody.Empty;
        return taken;
    }

    public void Dispose() => _body.Dispose();
}
