using System.Text;

namespace Consumer;

/// <summary>Responds as a Flagsmith with one flag. Flagsmith.Polling.Testing would bring the newest shared framework along, in the place of the packages that are tried here.</summary>
internal sealed class StubFlagsmith : HttpMessageHandler
{
    private const string Flags = """[{"feature":{"id":1,"name":"checkout_v2"},"enabled":true,"feature_state_value":5}]""";

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Method == HttpMethod.Get ? Flags : $$"""{"flags":{{Flags}},"traits":[]}""";
        return Task.FromResult(new HttpResponseMessage { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
