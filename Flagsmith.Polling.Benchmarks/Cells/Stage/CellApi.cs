using System.Net;
using System.Net.Http.Headers;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Stage;

/// <summary>Flagsmith in this process, without a socket: one body for the environment, and in turn those of a few users, whoever is asked for.</summary>
internal sealed class CellApi(int flags) : HttpMessageHandler
{
    private const int Users = 10;

    private readonly byte[][] _users = [.. Enumerable.Range(1, Users).Select(user => SampleUser.Write(flags, user))];
    private volatile byte[] _environment = SampleFlags.WriteEnvironment(flags);
    private int _turn;

    public byte[] Environment
    {
        get => _environment;
        set => _environment = value;
    }

    /// <summary>Gives the response for the next user: were it the same each time, nothing would be left to parse.</summary>
    public byte[] NextUser() => _users[(uint)Interlocked.Increment(ref _turn) % Users];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(request.Content is null ? _environment : NextUser());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
    }
}
