using System.Net;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Tests.Children;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>Requests over http to this machine go through no proxy: it may be another machine, and would see the key unencrypted.</summary>
public sealed class LoopbackProxyTests
{
    [TestCase("127.0.0.1", "ours")]
    [TestCase("localhost", "ours")]
    [TestCase("127.0.0.1", nameof(HttpClientHandler))]
    public async Task ProxyOfTheEnvironment_SeesNoRequest(string host, string handler)
    {
        await using var proxy = await LoopbackServer.StartAsync();
        proxy.Response = LoopbackServer.RespondWell;
        await using var server = await LoopbackServer.StartAsync();
        server.Response = LoopbackServer.RespondWell;
        var apiUrl = new UriBuilder(server.ApiUrl) { Host = host }.Uri;

        await ChildProcess.RunAsync(["poll-past-proxy", apiUrl.AbsoluteUri, handler], ("http_proxy", proxy.Url), ("HTTP_PROXY", proxy.Url), ("no_proxy", ""), ("NO_PROXY", ""));

        proxy.Requests.Should().BeEmpty();
        server.Requests.Should().NotBeEmpty();
    }

    private static IEnumerable<TestCaseData> WithProxy()
    {
        yield return new TestCaseData((Func<IWebProxy, HttpMessageHandler>)(proxy => new SocketsHttpHandler { Proxy = proxy })).SetArgDisplayNames("SocketsHttpHandler");
        yield return new TestCaseData((Func<IWebProxy, HttpMessageHandler>)(proxy => new HttpClientHandler { Proxy = proxy })).SetArgDisplayNames("HttpClientHandler");
    }

    [TestCaseSource(nameof(WithProxy))]
    public async Task ProxyOfTheApplicationsHandler_SeesNoRequest(Func<IWebProxy, HttpMessageHandler> make)
    {
        await using var proxy = await LoopbackServer.StartAsync();
        proxy.Response = LoopbackServer.RespondWell;
        await using var server = await LoopbackServer.StartAsync();
        server.Response = LoopbackServer.RespondWell;
        await using var polling = HostOf(server, make(new WebProxy(proxy.Url)));

        (await polling.Flags.RefreshAsync()).IsEnabled("on").Should().BeTrue();

        proxy.Requests.Should().BeEmpty();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task ProxyOfAHandlerThatCannotBeCopied_FailsTheStart_UnlessItIsBypassed(bool bypasses)
    {
        await using var proxy = await LoopbackServer.StartAsync();
        proxy.Response = LoopbackServer.RespondWell;
        await using var server = await LoopbackServer.StartAsync();
        server.Response = LoopbackServer.RespondWell;
        using var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, Proxy = new WebProxy(proxy.Url, BypassOnLocal: bypasses) };
        await using var polling = HostOf(server, new Around(sockets));

        if (bypasses)
        {
            await polling.StartAsync();
        }
        else
        {
            (await polling.Awaiting(host => host.StartAsync()).Should().ThrowAsync<FlagsmithApiException>()).WithMessage("Nothing was sent: *UseProxy = false*");
        }

        proxy.Requests.Should().BeEmpty();
    }

    [TestCase("https://127.0.0.1/", true)]
    [TestCase("https://flags.test/", true)]
    [TestCase("http://flags.test/", true)]
    [TestCase("http://127.0.0.1/", false)]
    [TestCase("http://127.9.8.7:8000/", false)]
    [TestCase("http://localhost:8000/", false)]
    [TestCase("http://LOCALHOST/", false)]
    [TestCase("http://[::1]:8000/", false)]
    public void Proxy_IsUsed_ForAllButHttpToThisMachine(string apiUrl, bool isUsed)
    {
        using var sockets = new SocketsHttpHandler();
        using var client = new HttpClientHandler();
        using var off = new SocketsHttpHandler { UseProxy = false };

        PrimaryHandlers.Secure(sockets, new Uri(apiUrl)).Should().BeEquivalentTo(new { UseProxy = isUsed });
        PrimaryHandlers.Secure(client, new Uri(apiUrl)).Should().BeEquivalentTo(new { UseProxy = isUsed });
        PrimaryHandlers.Secure(off, new Uri(apiUrl)).Should().BeEquivalentTo(new { UseProxy = false }, "the application switched it off");
    }

    private static PollingHost HostOf(LoopbackServer server, HttpMessageHandler handler)
    {
        var polling = new PollingHost(options => options.ApiUrl = server.ApiUrl, stubHttp: false);
        polling.Services.AddHttpClient(FlagsmithPollingDefaults.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => handler);
        return polling;
    }

    private sealed class Around(HttpMessageHandler inner) : DelegatingHandler(inner);
}
