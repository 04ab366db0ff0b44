using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>Flagsmith in this process: answers for a population without a socket.</summary>
internal sealed class PopulationApi(UserPopulation population) : HttpMessageHandler
{
    private readonly byte[] _environment = population.WriteEnvironment();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? _environment : population.WriteUser(await ReadIdentifierAsync(request.Content, cancellationToken));
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }

    private static async Task<string> ReadIdentifierAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await content.ReadAsByteArrayAsync(cancellationToken));
        return body.RootElement.GetProperty("identifier").GetString()!;
    }
}
