using System.Net;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.AspNetCore.Tests.Inspector;

/// <summary>Who may open the inspector, and which applications do not start.</summary>
public sealed class InspectorProtectionTests
{
    private static IEnumerable<TestCaseData> Mappings()
    {
        yield return Case(false, "nothing", app => app.MapFlagsmithInspector("/flags"));
        yield return Case(false, "authorization alone", app => app.MapFlagsmithInspector("/flags").RequireAuthorization());
        yield return Case(false, "a policy that lets any signed-in user in", app => app.MapFlagsmithInspector("/flags").RequireAuthorization(policy => policy.RequireAuthenticatedUser()));
        yield return Case(false, "a policy, then anonymous", app => app.MapFlagsmithInspector("/flags").RequireAuthorization("operators").AllowAnonymous());
        yield return Case(false, "a group with authorization alone", app => app.MapGroup("/admin").RequireAuthorization().MapFlagsmithInspector("/flags"));
        yield return Case(true, "a named policy", app => app.MapFlagsmithInspector("/flags").RequireAuthorization("operators"));
        yield return Case(true, "a role", app => app.MapFlagsmithInspector("/flags").RequireAuthorization(new AuthorizeAttribute { Roles = "operator" }));
        yield return Case(true, "a policy of its own", app => app.MapFlagsmithInspector("/flags").RequireAuthorization(policy => policy.RequireRole("operator")));
        yield return Case(true, "a group with a policy", app => app.MapGroup("/admin").RequireAuthorization("operators").MapFlagsmithInspector("/flags"));
        yield return Case(true, "a group in a group with a policy", app => app.MapGroup("/a").RequireAuthorization("operators").MapGroup("/b").MapFlagsmithInspector("/flags"));
        yield return Case(true, "none is mapped", app => app.MapGet("/", () => "in"));
        static TestCaseData Case(bool starts, string name, Action<WebApplication> map) => new TestCaseData(map, starts).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Mappings))]
    public async Task InProduction_OnlyAProtectedInspectorStarts(Action<WebApplication> map, bool starts)
    {
        var start = async () =>
        {
            await using var app = await StartAsync(map);
        };

        if (starts)
        {
            await start.Should().NotThrowAsync();
        }
        else
        {
            (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*RequireAuthorization(policy => policy.RequireRole(*AllowAnonymous*");
        }
    }

    [TestCase("Development", false)]
    [TestCase("Production", true)]
    public async Task DevelopmentAndWhoSaysSo_MayBeOpen(string environment, bool allow)
    {
        await using var app = await StartAsync(app => app.MapFlagsmithInspector("/flags"), environment, allow);

        using var response = await app.Client.GetAsync("/flags");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [TestCase(null, 401)]
    [TestCase("customer", 403)]
    [TestCase("operator", 200)]
    public async Task WithAPolicy_OnlyTheRoleGetsIn(string? role, int status)
    {
        await using var app = await StartAsync(app => app.MapFlagsmithInspector("/flags").RequireAuthorization("operators"));
        if (role is not null)
        {
            app.Client.DefaultRequestHeaders.Add(RoleAuthentication.Header, role);
        }

        foreach (var path in (string[])["/flags", "/flags/flags", "/flags/events"])
        {
            using var response = await app.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            ((int)response.StatusCode).Should().Be(status, path);
        }

        foreach (var path in (string[])["/flags/refresh", "/flags/explain"])
        {
            using var response = await app.Client.PostAsync(path, content: null);
            ((int)response.StatusCode).Should().Be(status == 200 ? 400 : status, path);
        }
    }

    [Test]
    public async Task WithoutItsServices_TheErrorSaysWhatToCall()
    {
        var start = () => TestApp.StartAsync(builder => builder.Services.UseTestFlags(new TestFlagProvider()), app => app.MapFlagsmithInspector("/flags"));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*AddFlagsmithInspector*");
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> map, string environment = "Production", bool allow = false) => TestApp.StartAsync(
        builder =>
        {
            builder.Services.UseTestFlags(new TestFlagProvider().Set("checkout_v2", enabled: true));
            builder.Services.AddFlagsmithInspector(options => options.AllowAnonymous = allow);
            builder.Services.AddAuthentication(RoleAuthentication.Name).AddScheme<AuthenticationSchemeOptions, RoleAuthentication>(RoleAuthentication.Name, null);
            builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.RequireRole("operator"));
        },
        map,
        environment);
}
