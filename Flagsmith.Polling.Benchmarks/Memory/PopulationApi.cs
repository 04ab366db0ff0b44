using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>An in-process Flagsmith that serves a population of users without a socket.</summary>
internal sealed class PopulationApi(UserPopulation population) : HttpMessageHandler
{
    /// <summary>Gets or sets the response of <c>flags/</c>.</summary>
    public byte[] Environment { get; set; } = population.WriteEnvironment();

    /// <summary>Gets or sets whether requests for users get no response.</summary>
    public bool IsHanging { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null && IsHanging)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        var body = request.Content is null ? Environment : population.WriteUser(await ReadIdentifierAsync(request.Content, cancellationToken));
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
