using System.Net;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Gate;

/// <summary>Controllers and actions behind flags.</summary>
public sealed class RequireFlagAttributeTests : IDisposable
{
    private readonly TestFlagProvider _flags = new TestFlagProvider().Set("on", enabled: true).Set("off", enabled: false);

    [TestCase("/gated/open", 200)]
    [TestCase("/gated/on", 200)]
    [TestCase("/gated/off", 404)]
    [TestCase("/gated/gone", 410)]
    [TestCase("/gated/both", 404)]
    [TestCase("/gated/other-environment", 200)]
    [TestCase("/closed/on", 404)]
    [TestCase("/gated/user", 200, "ada")]
    [TestCase("/gated/user", 404, "konrad")]
    [TestCase("/gated/user", 404)]
    public async Task Action_IsReachedWhileAllItsFlagsAreOn(string path, int status, string? user = null)
    {
        await using var app = await StartAsync(_ => { });

        using var response = await app.Client.GetAsync($"{path}?user={user}");

        ((int)response.StatusCode).Should().Be(status);
    }

    [TestCase("on", 200)]
    [TestCase("off", 404)]
    public async Task AllControllers_CanBeGatedAtOnce(string flag, int status)
    {
        await using var app = await StartAsync(controllers => controllers.RequireFlag(flag));

        using var response = await app.Client.GetAsync("/gated/open");

        ((int)response.StatusCode).Should().Be(status);
    }

    public void Dispose() => _flags.Dispose();

    private Task<TestApp> StartAsync(Action<ControllerActionEndpointConventionBuilder> configure) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.AddControllers().AddApplicationPart(typeof(GatedController).Assembly);
            builder.Services.UseTestFlags(_flags, new TestIdentityFlagProvider(_flags).SetFor("ada", "off", enabled: true));
            builder.Services.UseTestFlags("other", new TestFlagProvider().Set("off", enabled: true));
            builder.Services.AddIdentityFlags(context => context.Request.Query["user"]);
        },
        app => configure(app.MapControllers()));
}
