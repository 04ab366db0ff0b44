using System.Net;
using System.Reflection;
using Flagsmith.Polling.Configuration;
using Flagsmith.Polling.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>Whatever primary handler an application configures, on real sockets: the key goes to one server, and the handler stays as it was.</summary>
public sealed class PrimaryHandlerTests
{
    private static IEnumerable<TestCaseData> Configured()
    {
        (string Name, Func<HttpMessageHandler> Make)[] kinds =
        [
            ("SocketsHttpHandler", () => new SocketsHttpHandler()),
            ("HttpClientHandler", () => new HttpClientHandler()),
        ];
        (string Name, Action<IServiceCollection, Func<HttpMessageHandler>> Configure)[] ways =
        [
            ("as a default", static (services, make) => services.ConfigureHttpClientDefaults(client => client.ConfigurePrimaryHttpMessageHandler(make))),
            ("on our client", static (services, make) => Ours(services).ConfigurePrimaryHttpMessageHandler(make)),
            ("by a filter", static (services, make) => services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new ReplacingFilter(make))),
        ];
        foreach (var request in Enum.GetValues<Asked>())
        {
            foreach (var (kind, make) in kinds)
            {
                foreach (var (way, configure) in ways)
                {
                    yield return new TestCaseData(configure, make, false, request).SetArgDisplayNames(way, kind, request.ToString());
                    yield return new TestCaseData(configure, make, true, request).SetArgDisplayNames(way, kind + " in use", request.ToString());
                }
            }
        }
    }

    public enum Asked
    {
        Poll,
        User,
        Trait,
    }

    [TestCaseSource(nameof(Configured))]
    public async Task Redirect_IsNotFollowed_AndTheHandlerIsNotTouched(
        object configure, Func<HttpMessageHandler> make, bool isInUse, Asked asked)
    {
        await using var stranger = await LoopbackServer.StartAsync();
        await using var server = await LoopbackServer.StartAsync();
        using var given = make();
        if (isInUse)
        {
            using var others = new HttpClient(given, disposeHandler: false);
            (await others.GetAsync(new Uri(server.Url))).Dispose();
        }

        var before = SettingsOf(given);
        await using var polling = HostOf(server);
        ((Action<IServiceCollection, Func<HttpMessageHandler>>)configure)(polling.Services, () => given);
        server.Response = context => Redirect(context, stranger);

        (await polling.Awaiting(host => AskAsync(host, asked)).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.InvalidResponse, StatusCode = HttpStatusCode.TemporaryRedirect });
        server.Response = LoopbackServer.RespondWell;
        await AskAsync(polling, asked);

        stranger.Requests.Should().BeEmpty();
        server.Requests[^1]["X-Environment-Key"].Should().Equal(PollingHost.Key);
        SettingsOf(given).Should().Equal(before);
    }

    private static IEnumerable<TestCaseData> Unsafe()
    {
        yield return Case("around SocketsHttpHandler", () => new Around(new SocketsHttpHandler()));
        yield return Case("around HttpClientHandler", () => new Around(new HttpClientHandler()));
        yield return Case("around a handler around HttpClientHandler", () => new Around(new Around(new HttpClientHandler())));
        yield return Case("derived from HttpClientHandler", () => new Derived());
        yield return Case("around one that is derived", () => new Around(new Derived()));
        static TestCaseData Case(string name, Func<HttpMessageHandler> make) => new TestCaseData(make).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Unsafe))]
    public async Task HandlerThatCannotBeCopied_AndFollowsRedirects_FailsTheStart(Func<HttpMessageHandler> make)
    {
        await using var server = await LoopbackServer.StartAsync();
        await using var polling = HostOf(server, options => options.StartupPolicy = StartupPolicy.DoNotWait);
        Ours(polling.Services).ConfigurePrimaryHttpMessageHandler(make);

        foreach (var start in new[] { polling.StartAsync, () => polling.Flags.RefreshAsync() })
        {
            (await start.Should().ThrowAsync<FlagsmithApiException>()).WithMessage("Nothing was sent: *AllowAutoRedirect = false*");
        }

        server.Requests.Should().BeEmpty();
    }

    private static IEnumerable<TestCaseData> Safe()
    {
        yield return Case("around SocketsHttpHandler", () => new Around(new SocketsHttpHandler { AllowAutoRedirect = false }));
        yield return Case("around HttpClientHandler", () => new Around(new HttpClientHandler { AllowAutoRedirect = false }));
        yield return Case("derived from HttpClientHandler", () => new Derived { AllowAutoRedirect = false });
        static TestCaseData Case(string name, Func<HttpMessageHandler> make) => new TestCaseData(make).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Safe))]
    public async Task HandlerThatCannotBeCopied_AndFollowsNoRedirects_IsUsedAsItIs(Func<HttpMessageHandler> make)
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Response = LoopbackServer.RespondWell;
        await using var polling = HostOf(server);
        Ours(polling.Services).ConfigurePrimaryHttpMessageHandler(make);

        await polling.StartAsync();

        server.Requests.Should().OnlyContain(request => request.ContainsKey("X-Derived") || request.ContainsKey("X-Around"));
        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
    }

    [Test]
    public async Task OtherClients_KeepTheirHandlers()
    {
        using var given = new SocketsHttpHandler();
        await using var polling = new PollingHost();
        polling.Services.AddHttpClient("other").ConfigurePrimaryHttpMessageHandler(() => given);

        InnermostOf(polling, "other").Should().BeSameAs(given);
    }

    [TestCase("")]
    [TestCase("billing")]
    public async Task EveryEnvironment_HasASecuredHandler_ThatIsRenewed(string name)
    {
        await using var polling = new PollingHost(stubHttp: false);
        polling.Services.AddFlagsmithPolling("billing", options => options.EnvironmentKey = "key");
        var client = ProviderName.HttpClient(name);

        InnermostOf(polling, client).Should().BeOfType<SocketsHttpHandler>()
            .Which.Should().BeEquivalentTo(new { AllowAutoRedirect = false, PooledConnectionLifetime = HandlerCopy.ConnectionLifetime, UseProxy = true });
        polling.Host.Services.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get(client).HandlerLifetime.Should().Be(HandlerCopy.ConnectionLifetime);
    }

    [Test]
    public async Task HandlerOfTheApplication_ThatCannotBeMade_IsAFailedPollThatSaysWhere()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait, stubHttp: false);
        Ours(polling.Services).ConfigurePrimaryHttpMessageHandler(() => throw new InvalidProgramException("secret"));

        await polling.StartAsync();

        (await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Message.Should().Contain(nameof(InvalidProgramException)).And.Contain(nameof(PrimaryHandlerTests)).And.NotContain("secret");
    }

    private static IHttpClientBuilder Ours(IServiceCollection services) => services.AddHttpClient(FlagsmithPollingDefaults.HttpClientName);

    private static PollingHost HostOf(LoopbackServer server, Action<FlagsmithPollingOptions>? configure = null) => new(
        options =>
        {
            options.ApiUrl = server.ApiUrl;
            configure?.Invoke(options);
        },
        stubHttp: false);

    private static Task AskAsync(PollingHost polling, Asked asked) => asked switch
    {
        Asked.Poll => polling.Flags.RefreshAsync(),
        Asked.User => polling.Users.RefreshAsync(LoopbackServer.User),
        _ => polling.Users.ForIdentity(LoopbackServer.User).SetTraitAsync(LoopbackServer.TraitKey, LoopbackServer.TraitText),
    };

    private static Task Redirect(HttpContext context, LoopbackServer stranger)
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = stranger.Url + context.Request.Path;
        return Task.CompletedTask;
    }

    private static HttpMessageHandler InnermostOf(PollingHost polling, string client)
    {
        var handler = polling.Host.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(client);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler;
    }

    private static Dictionary<string, object?> SettingsOf(HttpMessageHandler handler) => handler.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite)
        .ToDictionary(property => property.Name, property => property.GetValue(handler));

    private sealed class ReplacingFilter(Func<HttpMessageHandler> make) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.PrimaryHandler = make();
        };
    }

    private sealed class Around(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Around", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Derived : HttpClientHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Derived", "yes");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
