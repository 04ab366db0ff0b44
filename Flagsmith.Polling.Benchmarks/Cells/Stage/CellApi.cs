using System.Net;
using System.Net.Http.Headers;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>Flagsmith in this process, without a socket: one body for the environment, one for all users.</summary>
internal sealed class CellApi(int flags) : HttpMessageHandler
{
    private volatile byte[] _environment = SampleFlags.WriteEnvironment(flags);

    public byte[] Environment
    {
        get => _environment;
        set => _environment = value;
    }

    public byte[] User { get; } = SampleUser.Write(flags);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request.Content is null ? _environment : User);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
    }
}
