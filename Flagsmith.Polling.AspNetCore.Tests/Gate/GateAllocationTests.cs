using Flagsmith.Polling.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Gate;

/// <summary>What an open gate costs in memory.</summary>
[NonParallelizable]
public sealed class GateAllocationTests
{
    private const int Requests = 1000;

    [Test]
    public async Task OpenGate_AllocatesNothing()
    {
        await using var app = Build(services => { });
        var gated = DelegateOf(app, "/gated");
        var bare = DelegateOf(app, "/bare");

        BytesOf(gated, app.Services).Should().Be(BytesOf(bare, app.Services));
    }

    [Test]
    public async Task OpenGateOfACachedUser_AllocatesNothingAfterTheFirstReadOfTheRequest()
    {
        await using var app = Build(services => services.AddIdentityFlags(_ => "ada"));

        BytesOf(DelegateOf(app, "/user"), app.Services).Should().Be(BytesOf(DelegateOf(app, "/bare"), app.Services));
    }

    private static WebApplication Build(Action<IServiceCollection> register)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.UseTestFlags(new TestFlagProvider().Set("on", enabled: true));
        register(builder.Services);
        var app = builder.Build();
        RequestDelegate respond = static _ => Task.CompletedTask;
        app.MapGet("/bare", respond);
        app.MapGet("/gated", respond).RequireFlag("on");
        if (app.Services.GetService<IIdentityFlagsAccessor>() is not null)
        {
            app.MapGet("/user", respond).RequireFlag("on").ForUser();
        }

        return app;
    }

    private static RequestDelegate DelegateOf(WebApplication app, string pattern) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == pattern).RequestDelegate!;

    private static long BytesOf(RequestDelegate endpoint, IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        Run(endpoint, context);
        return AllocatedBytes.Of(() => Run(endpoint, context));
    }

    private static void Run(RequestDelegate endpoint, HttpContext context)
    {
        for (var request = 0; request < Requests; request++)
        {
            if (!endpoint(context).IsCompletedSuccessfully || context.Response.StatusCode != 200)
            {
                throw new InvalidOperationException("The gate was not open, or had to wait.");
            }
        }
    }
}
