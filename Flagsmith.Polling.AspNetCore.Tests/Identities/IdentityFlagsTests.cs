using System.Net;
using System.Security.Claims;
using Flagsmith.Polling.AspNetCore.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.AspNetCore.Tests.Identities;

/// <summary>The flags of the user of a request: who that is, and how often the user is read.</summary>
public sealed class IdentityFlagsTests
{
    private readonly LogLines _logs = new();
    private readonly ManualTimeProvider _time = new();

    private static IEnumerable<TestCaseData> Users()
    {
        yield return Case("of sub", "sub", [("sub", "sub")]);
        yield return Case("of name", "name", [(ClaimTypes.NameIdentifier, "name")]);
        yield return Case("of sub", "both", [(ClaimTypes.NameIdentifier, "name"), ("sub", "sub")]);
        yield return Case("environment", "neither", [(ClaimTypes.Email, "name@example.com")]);
        yield return Case("environment", "an empty identifier", [("sub", "")]);
        yield return Case("environment", "not signed in", [("sub", "sub")], isSignedIn: false);
        static TestCaseData Case(string expected, string name, (string Type, string Value)[] claims, bool isSignedIn = true) =>
            new TestCaseData(claims, isSignedIn, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Users))]
    public async Task ByDefault_TheSignedInUserIsRead((string Type, string Value)[] claims, bool isSignedIn, string expected)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(), SignIn(claims, isSignedIn));

        (await app.Client.GetStringAsync("/colour")).Should().Be(expected);
    }

    [Test]
    public async Task Identifier_IsOfTheApplicationsChoice()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(context => context.Request.Headers["X-User"]));
        app.Client.DefaultRequestHeaders.Add("X-User", "sub");

        (await app.Client.GetStringAsync("/colour")).Should().Be("of sub");
    }

    [Test]
    public async Task RequestsOfOneConnection_EachReadTheirOwnUser()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        var connections = new HashSet<string>();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(context =>
        {
            connections.Add(context.Connection.Id);
            return context.Request.Query["user"];
        }));

        foreach (var (user, colour) in ((string, string)[])[("sub", "of sub"), ("name", "of name"), ("", "environment"), ("sub", "of sub")])
        {
            (await app.Client.GetStringAsync($"/colour?user={user}")).Should().Be(colour);
        }

        connections.Should().HaveCount(1, "what is kept of a request must not outlive it on its connection");
    }

    [Test]
    public async Task OneRequest_ReadsItsUserOnce_HoweverManyCallsThereAre()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        var identified = 0;
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => $"user-{Interlocked.Increment(ref identified)}"));

        (await app.Client.GetStringAsync("/many")).Should().Be("1");

        identified.Should().Be(1);
        UserRequests(flagsmith).Should().HaveCount(1);
    }

    [Test]
    public async Task Gate_AndHandlerSeeTheSameUser_ReadOnce()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => "sub"));

        (await app.Client.GetStringAsync("/vip")).Should().Be("of sub");

        UserRequests(flagsmith).Should().HaveCount(1);
    }

    [TestCase("sub", 200)]
    [TestCase("somebody", 404)]
    [TestCase(null, 404)]
    public async Task GateForUser_ReadsTheUsersFlag(string? user, int status)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => user));

        using var response = await app.Client.GetAsync("/vip");

        ((int)response.StatusCode).Should().Be(status);
    }

    [TestCase(IdentityFallback.EnvironmentFlags)]
    [TestCase(IdentityFallback.Throw)]
    public async Task GateForUser_WhenFlagsmithIsDown_IsThatOfTheEnvironment(IdentityFallback fallback)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => "sub"), configure: options => options.Identities.Fallback = fallback);
        flagsmith.Inject(Fault.Truncated, "identities/");

        using var closed = await app.Client.GetAsync("/vip");
        using var open = await app.Client.GetAsync("/everybody");

        (closed.StatusCode, open.StatusCode).Should().Be((HttpStatusCode.NotFound, HttpStatusCode.OK));
    }

    [TestCase(2001)]
    public async Task IdentifierThatFlagsmithDoesNotTake_GetsTheEnvironmentsFlags_AndIsLoggedOnce(int length)
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => new string('x', length)));

        (await app.Client.GetStringAsync("/colour")).Should().Be("environment");
        (await app.Client.GetStringAsync("/colour")).Should().Be("environment");

        _logs.All.Should().ContainSingle(line => line.Id == 84).Which.Text.Should().NotContain("xxx");
        UserRequests(flagsmith).Should().BeEmpty();
    }

    [Test]
    public async Task Traits_ComeFromClaimsAndFromTheApplication_TheLatterFirst()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        flagsmith.AddRule("plan", "gold", "colour", enabled: true, "gold");
        await using var app = await StartAsync(
            flagsmith,
            services => services.AddIdentityFlags(options =>
            {
                options.TraitClaims.Add("plan");
                options.TraitClaims.Add("role");
                options.TraitClaims.Add("missing");
                options.TraitsOf = context => new Dictionary<string, TraitValue> { ["role"] = "admin", ["age"] = 40 };
            }),
            SignIn([("sub", "somebody"), ("plan", "gold"), ("plan", "silver"), ("role", "reader"), ("email", "a@example.com")]));

        (await app.Client.GetStringAsync("/colour")).Should().Be("gold");

        var sent = UserRequests(flagsmith).Single().Body;
        sent.Should().Contain("\"plan\"").And.Contain("\"admin\"").And.Contain("40").And.NotContain("reader").And.NotContain("silver").And.NotContain("missing").And.NotContain("example.com");
    }

    [Test]
    public async Task Named_TheUserIsReadThere()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(
            flagsmith,
            services =>
            {
                services.AddIdentityFlags(_ => "sub");
                services.UseTestFlags("other", new TestFlagProvider().Set("colour", enabled: true, "elsewhere"));
            });

        (await app.Client.GetStringAsync("/other")).Should().Be("elsewhere, here of sub");
    }

    [Test]
    public async Task OutsideOfRequests_ThereIsNobodyToRead()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags());

        await app.Services.GetRequiredService<IIdentityFlagsAccessor>().Invoking(async accessor => await accessor.GetFlagsAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*IIdentityFlagProvider*");
    }

    [Test]
    public async Task GateForUser_WithoutAddIdentityFlags_IsAnErrorThatSaysWhatToDo()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        var start = async () =>
        {
            await using var app = await TestApp.StartAsync(
                builder => builder.Services.UseTestFlags(new TestFlagProvider()),
                app => app.MapGet("/", () => "in").RequireFlag("on").ForUser());
            using var response = await app.Client.GetAsync("/");
            response.EnsureSuccessStatusCode();
        };

        (await start.Should().ThrowAsync<Exception>()).Which.ToString().Should().Contain("AddIdentityFlags");
    }

    [Test]
    public async Task GateForUser_OfAnEnvironmentThatIsNotRegistered_IsAnErrorBeforeAnyRequest()
    {
        await using var flagsmith = await StartFlagsmithAsync();
        await using var app = await StartAsync(flagsmith, services => services.AddIdentityFlags(_ => "sub"), app =>
            app.MapGet("/wrong", () => "in").RequireFlag("vip", gate => gate.EnvironmentName = "other").ForUser());

        app.App.Invoking(running => ((IEndpointRouteBuilder)running).DataSources.SelectMany(source => source.Endpoints).Count())
            .Should().Throw<InvalidOperationException>().WithMessage("*\"other\"*AddFlagsmithPolling*");
    }

    private static Action<WebApplication> SignIn((string Type, string Value)[] claims, bool isSignedIn = true) => app => app.Use((context, next) =>
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), isSignedIn ? "test" : null));
        return next(context);
    });

    private static async Task<LocalFlagsmith> StartFlagsmithAsync()
    {
        var flagsmith = await LocalFlagsmith.StartAsync();
        flagsmith.SetFlag("colour", enabled: true, "environment");
        flagsmith.SetFlag("vip", enabled: false);
        flagsmith.SetFlag("everybody", enabled: true);
        flagsmith.SetOverride("sub", "colour", enabled: true, "of sub");
        flagsmith.SetOverride("sub", "vip", enabled: true);
        flagsmith.SetOverride("name", "colour", enabled: true, "of name");
        return flagsmith;
    }

    private static IReadOnlyList<RecordedRequest> UserRequests(LocalFlagsmith flagsmith) => [.. flagsmith.Requests.Where(request => request.Path == "identities/")];

    private Task<TestApp> StartAsync(
        LocalFlagsmith flagsmith, Action<IServiceCollection> register, Action<WebApplication>? use = null, Action<FlagsmithPollingOptions>? configure = null)
    {
        return TestApp.StartAsync(
            builder =>
            {
                builder.Logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace);
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.AddFlagsmithPolling(options =>
                {
                    (options.EnvironmentKey, options.ApiUrl) = (flagsmith.EnvironmentKey, flagsmith.ApiUrl);
                    configure?.Invoke(options);
                });
                register(builder.Services);
            },
            app =>
            {
                use?.Invoke(app);
                Map(app);
            });

        static void Map(WebApplication app)
        {
            app.MapGet("/colour", async (IIdentityFlagsAccessor user, CancellationToken aborted) => (await user.GetFlagsAsync(aborted)).GetValue("colour", ""));
            app.MapGet("/other", async (IIdentityFlagsAccessor user) => $"{(await user.GetFlagsAsync("other")).GetValue("colour", "")}, here {(await user.GetFlagsAsync()).GetValue("colour", "")}");
            app.MapGet("/many", async (IIdentityFlagsAccessor user) =>
            {
                var reads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.GetFlagsAsync().AsTask()));
                return $"{reads.Append(await user.GetFlagsAsync()).Distinct().Count()}";
            });
            app.MapGet("/vip", async (IIdentityFlagsAccessor user) => (await user.GetFlagsAsync()).GetValue("colour", "")).RequireFlag("vip").ForUser();
            app.MapGet("/everybody", () => "in").RequireFlag("everybody").ForUser();
        }
    }
}
