using System.Net;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Gate;

/// <summary>Endpoints behind flags: who gets through, and what the others get.</summary>
public sealed class FlagGateTests : IDisposable
{
    private static readonly FlagKey OnByDefault = new("unknown_but_on", defaultEnabled: true);

    private readonly TestFlagProvider _flags = new TestFlagProvider().Set("on", enabled: true).Set("off", enabled: false);

    private static IEnumerable<TestCaseData> Gates()
    {
        yield return Case(200, "on", app => Map(app).RequireFlag("on"));
        yield return Case(404, "off", app => Map(app).RequireFlag("off"));
        yield return Case(404, "a flag that does not exist", app => Map(app).RequireFlag("unknown"));
        yield return Case(200, "a key", app => Map(app).RequireFlag(new FlagKey("on")));
        yield return Case(404, "a key of a flag that is off", app => Map(app).RequireFlag(new FlagKey("off")));
        yield return Case(200, "a key's default", app => Map(app).RequireFlag(OnByDefault));
        yield return Case(404, "the case of a name", app => Map(app).RequireFlag("ON"));
        yield return Case(200, "several, all on", app => Map(app).RequireFlag("on").RequireFlag(OnByDefault));
        yield return Case(404, "several, the first off", app => Map(app).RequireFlag("off").RequireFlag("on"));
        yield return Case(404, "several, the last off", app => Map(app).RequireFlag("on").RequireFlag("off"));
        yield return Case(200, "a group", app => Map(Group(app, "on")));
        yield return Case(404, "a group that is off", app => Map(Group(app, "off")));
        yield return Case(404, "a group in a group that is off", app => Map(Group(Group(app, "off"), "on")));
        yield return Case(404, "on, in a group that is off", app => Map(Group(app, "off")).RequireFlag("on"));
        yield return Case(404, "off, in a group that is on", app => Map(Group(app, "on")).RequireFlag("off"));
        yield return Case(404, "a delegate instead of a handler", app => app.MapGet("/", (RequestDelegate)(context => context.Response.WriteAsync("in"))).RequireFlag("off"));
        yield return Case(418, "another status", app => Map(app).RequireFlag("off", gate => gate.Otherwise = _ => Results.StatusCode(418)));
        yield return Case(418, "another status by key", app => Map(app).RequireFlag(new FlagKey("off"), gate => gate.Otherwise = _ => Results.StatusCode(418)));
        yield return Case(200, "another status, on", app => Map(app).RequireFlag("on", gate => gate.Otherwise = _ => Results.StatusCode(418)));
        yield return Case(418, "the outermost gate responds", app => Map(Group(app, "off", _ => Results.StatusCode(418))).RequireFlag("off", gate => gate.Otherwise = _ => Results.StatusCode(410)));
        yield return Case(200, "a filter behind the gate", app => Map(app).RequireFlag("on").AddEndpointFilter(async (context, next) => await next(context)));
        yield return Case(404, "a filter behind the gate, off", app => Map(app).RequireFlag("off").AddEndpointFilter((_, _) => throw new InvalidOperationException("not reached")));
        static TestCaseData Case(int status, string name, Action<WebApplication> map) => new TestCaseData(map, status).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Gates))]
    public async Task Gate_LetsThroughWhileTheFlagsAreOn(Action<WebApplication> map, int status)
    {
        await using var app = await StartAsync(map);

        using var response = await app.Client.GetAsync("/");

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsStringAsync()).Should().Be(status == 200 ? "in" : "");
    }

    [Test]
    public async Task Gate_FollowsTheFlag()
    {
        await using var app = await StartAsync(app => Map(app).RequireFlag("on"));
        foreach (var isOn in (bool[])[true, false, true])
        {
            _flags.Set("on", isOn);

            using var response = await app.Client.GetAsync("/");

            response.StatusCode.Should().Be(isOn ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Test]
    public async Task Otherwise_GetsTheRequest()
    {
        await using var app = await StartAsync(app => app.MapGet("/{id}", () => "in").RequireFlag("off", gate => gate.Otherwise = context => Results.Text($"not {context.GetRouteValue("id")}")));

        (await app.Client.GetStringAsync("/7")).Should().Be("not 7");
    }

    [Test]
    public async Task Named_TheGateReadsThatEnvironment()
    {
        using var other = new TestFlagProvider().Set("off", enabled: true);
        await using var app = await StartAsync(
            app =>
            {
                app.MapGet("/", () => "in").RequireFlag("off", gate => gate.EnvironmentName = "other");
                app.MapGet("/default", () => "in").RequireFlag("off");
            },
            services => services.UseTestFlags("other", other));

        (await app.Client.GetStringAsync("/")).Should().Be("in");
        using var response = await app.Client.GetAsync("/default");
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task EnvironmentThatIsNotRegistered_IsAnErrorThatSaysWhatToDo()
    {
        var start = async () =>
        {
            await using var app = await StartAsync(app => Map(app).RequireFlag("on", gate => gate.EnvironmentName = "other"));
            using var response = await app.Client.GetAsync("/");
            _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        };

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*\"other\"*AddFlagsmithPolling*");
    }

    [Test]
    public async Task ForUserWithoutAGate_IsAnError()
    {
        var start = async () =>
        {
            await using var app = await StartAsync(app => Map(app).ForUser());
            _ = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        };

        // Without a gate nothing builds gates: the marker alone must not pass in silence.
        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*RequireFlag*");
    }

    [TestCase(null)]
    [TestCase("")]
    public void NameThatIsNone_IsRefused(string? name)
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        FluentActions.Invoking(() => Map(app).RequireFlag(name!)).Should().Throw<ArgumentException>();
    }

    public void Dispose() => _flags.Dispose();

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder app) => app.MapGet("/", () => "in");

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, string flag, Func<HttpContext, IResult>? otherwise = null)
    {
        var group = app.MapGroup("");
        group.RequireFlag(flag, gate => gate.Otherwise = otherwise);
        return group;
    }

    private Task<TestApp> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? register = null) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.UseTestFlags(_flags);
            register?.Invoke(builder.Services);
        },
        map);
}
