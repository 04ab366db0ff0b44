using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Inspector;

/// <summary>An application with an open inspector.</summary>
internal sealed partial class InspectorApp(TestApp app) : IAsyncDisposable
{
    public TestApp App => app;

    public HttpClient Client => app.Client;

    public static async Task<InspectorApp> StartAsync(Action<IServiceCollection> register, Action<FlagsmithInspectorOptions>? configure = null) => new(await TestApp.StartAsync(
        builder =>
        {
            register(builder.Services);
            builder.Services.AddFlagsmithInspector(options => configure?.Invoke(options));
        },
        app => app.MapFlagsmithInspector("/flagsmith"),
        "Development"));

    /// <summary>Posts as the page does, with its cookie and its token.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, string body = "", bool withToken = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/flagsmith/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (withToken)
        {
            request.Headers.Add("RequestVerificationToken", WebUtility.HtmlDecode(Token().Match(await Client.GetStringAsync("/flagsmith")).Groups[1].Value));
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<JsonNode> GetFlagsAsync(string environment = "") => JsonNode.Parse(await Client.GetStringAsync($"/flagsmith/flags?environment={environment}"))!;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [GeneratedRegex("""name="inspector-token" content="([^"]+)""")]
    private static partial Regex Token();
}
