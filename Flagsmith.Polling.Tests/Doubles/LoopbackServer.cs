using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>A real server on the loopback that remembers the headers of what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    public const string User = "the-secret-user";

    public const string TraitKey = "the-secret-trait";

    public const string TraitText = "the-secret-value";

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<IHeaderDictionary> _requests = new();

    private LoopbackServer(WebApplication server) => _server = server;

    public RequestDelegate Response { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<IHeaderDictionary> Requests => [.. _requests];

    public string Url => _server.Urls.First();

    public Uri ApiUrl => new(Url + "/api/v1/");

    public static async Task<LoopbackServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new LoopbackServer(builder.Build());
        server._server.Run(server.RunAsync);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>Responds to any request for flags or a user with valid JSON.</summary>
    public static Task RespondWell(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var flags = Bodies.List(Bodies.Flag("on"));
        return context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("flags/", StringComparison.Ordinal)
            ? flags
            : $$"""{"identifier":"{{User}}","traits":[{"id":5,"trait_key":"{{TraitKey}}","trait_value":"{{TraitText}}","transient":false}],"flags":{{flags}}}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task RunAsync(HttpContext context)
    {
        _requests.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value)));
        return Response(context);
    }
}
