using System.Text.Json.Nodes;
using Flagsmith.Polling.Testing;

namespace LocalFlagsmithServer;

/// <summary>One request to the server from itself.</summary>
internal static class SelfCheck
{
    public static async Task RunAsync(LocalFlagsmith server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Add("X-Environment-Key", server.EnvironmentKey);
        using var response = await client.GetAsync(new Uri(server.ApiUrl, "flags/"), cancellationToken);
        var flags = JsonNode.Parse(await response.Content.ReadAsStreamAsync(cancellationToken))!.AsArray();
        Console.WriteLine($"GET flags/ received {(int)response.StatusCode} and {flags.Count} flags.");
    }
}
