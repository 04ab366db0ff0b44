using System.Net;
using Flagsmith.Polling.Http;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>Which redirects are followed, and where the key goes.</summary>
public sealed class RedirectTests
{
    [TestCase("https://flags.test/api/v1/elsewhere/")]
    [TestCase("/api/v1/elsewhere/")]
    public async Task Redirect_OnTheSameServer_IsFollowed(string location)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (request, _) => request.RequestUri!.AbsolutePath.EndsWith("elsewhere/", StringComparison.Ordinal)
            ? StubApi.Json(Bodies.List(Bodies.Flag("on")))
            : Redirect(location);

        await polling.StartAsync();

        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Api.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Headers.Contains("X-Environment-Key"));
    }

    [TestCase("https://other.test/api/v1/flags/")]
    [TestCase("http://flags.test/api/v1/flags/")]
    [TestCase("https://flags.test:8443/api/v1/flags/")]
    [TestCase("//other.test/flags/")]
    public async Task Redirect_Elsewhere_FailsAndSendsTheKeyNowhereElse(string location)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Redirect(location);

        (await Refresh(polling)).Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.InvalidResponse, StatusCode = HttpStatusCode.TemporaryRedirect });

        polling.Api.Requests.Should().OnlyContain(request => request.RequestUri == new Uri("https://flags.test/api/v1/flags/"));
    }

    [TestCase("//", "cannot be read")]
    [TestCase("https://somebody:password@flags.test/api/v1/flags/", "user name")]
    [TestCase("https://somebody:password@other.test/api/v1/flags/", "another server")]
    public async Task Redirect_ToAnAddressThatCannotBe_FailsAndShowsNoPassword(string location, string why)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Redirect(location);

        var fault = await Refresh(polling);

        fault.Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.InvalidResponse, StatusCode = HttpStatusCode.TemporaryRedirect });
        fault.ToString().Should().Contain(why).And.NotContain("password");
        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("password", StringComparison.Ordinal));
        polling.Api.Requests.Should().OnlyContain(request => request.RequestUri == new Uri("https://flags.test/api/v1/flags/"));
    }

    [Test]
    public async Task Redirect_InALoop_EndsAfterFiveHops()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Redirect("/api/v1/flags/");

        (await Refresh(polling)).Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);

        polling.Api.Requests.Should().HaveCount(6);
    }

    [Test]
    public async Task Redirect_FollowedByTheApplicationsHandler_IsAFailedPoll()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = async (_, _) =>
        {
            var response = await StubApi.Json(Bodies.List(Bodies.Flag("foreign")));
            response.RequestMessage = new HttpRequestMessage(HttpMethod.Get, "https://other.test/flags/");
            return response;
        };

        (await Refresh(polling)).Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);

        polling.Flags.Current.HasFeature("foreign").Should().BeFalse();
    }

    // As the Edge Proxy does, which has no slash at the end and knows neither the scheme nor the host that its clients use.
    [TestCase("http://flags.test/api/v1/flags", "https://flags.test/api/v1/flags")]
    [TestCase("https://flags.test/api/v1/flags", "https://flags.test/api/v1/flags")]
    [TestCase("/api/v1/flags", "https://flags.test/api/v1/flags")]
    [TestCase("http://10.0.0.7:8000/api/v1/flags", "https://flags.test/api/v1/flags")]
    [TestCase("https://other.test/api/v1/flags#top", "https://flags.test/api/v1/flags")]
    [TestCase("//other.test/api/v1/flags", "https://flags.test/api/v1/flags")]
    public async Task SlashRedirect_OfARequestThatSaysSo_StaysOnOurServer(string location, string next)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (request, _) => request.RequestUri!.AbsolutePath.EndsWith('/') ? Redirect(location) : StubApi.Json("[]");

        using var response = await SendAsync(polling, "flags/");

        response.Bytes.Length.Should().Be(2);
        polling.Api.Requests.Select(request => request.RequestUri).Should().Equal(new Uri("https://flags.test/api/v1/flags/"), new Uri(next));
        polling.Api.Requests.Should().OnlyContain(request => request.Headers.Contains("X-Environment-Key"));
    }

    [TestCase("flags?page=a%3Ab%2Fc&x=1", "http://other.test/api/v1/flags/?page=a%3Ab%2Fc&x=1", "https://flags.test/api/v1/flags/?page=a%3Ab%2Fc&x=1", 307)]
    [TestCase("a%2Fb%20c/", "http://other.test/api/v1/a%2Fb%20c", "https://flags.test/api/v1/a%2Fb%20c", 308)]
    public async Task SlashRedirect_KeepsPathAndQueryAsTheyWereSent(string path, string location, string next, int status)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => polling.Api.Requests.Count == 1 ? Redirect(location, status) : StubApi.Json("[]");

        using var response = await SendAsync(polling, path);

        polling.Api.Requests[1].RequestUri!.AbsoluteUri.Should().Be(next);
    }

    [TestCase("http://flags.test/api/v1/flags/", 307)] // nothing but the scheme: the same address would redirect again
    [TestCase("https://other.test/api/v1/flags/", 307)]
    [TestCase("http://flags.test/api/v1/flags", 301)]
    [TestCase("http://flags.test/api/v1/flags", 302)]
    [TestCase("http://flags.test/api/v1/flags", 303)]
    [TestCase("http://flags.test/api/v1/flag", 307)]
    [TestCase("http://flags.test/api/v1/flags///", 307)]
    [TestCase("http://flags.test/api/v1/Flags", 307)]
    [TestCase("http://flags.test/api/v2/flags", 307)]
    [TestCase("http://flags.test/api/v1/flags?page=2", 307)]
    [TestCase("http://flags.test/", 308)]
    [TestCase("http://somebody:password@flags.test/api/v1/flags", 307)]
    [TestCase("mailto:somebody@flags.test", 307)]
    public async Task RedirectElsewhere_OfARequestThatFollowsSlashes_Fails(string location, int status)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => Redirect(location, status);

        var sending = () => SendAsync(polling, "flags/");

        (await sending.Should().ThrowAsync<FlagsmithApiException>()).Which.Should().BeEquivalentTo(new { Kind = FlagsmithErrorKind.InvalidResponse, StatusCode = (HttpStatusCode)status });
        polling.Api.Requests.Should().ContainSingle();
    }

    [Test]
    public async Task SlashRedirect_BackAndForth_EndsAfterFiveHops()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (request, _) => Redirect(request.RequestUri!.AbsolutePath.EndsWith('/') ? "http://other.test/api/v1/flags" : "http://other.test/api/v1/flags/");

        var sending = () => SendAsync(polling, "flags/");

        await sending.Should().ThrowAsync<FlagsmithApiException>();
        polling.Api.Requests.Should().HaveCount(6).And.OnlyContain(request => request.RequestUri!.Host == "flags.test");
    }

    [Test]
    public async Task SlashRedirect_FromHttpToTheSameHostsHttps_IsFollowedAsItStands()
    {
        await using var polling = new PollingHost(options => options.ApiUrl = new Uri("http://localhost/api/v1/"));
        polling.Api.Response = (request, _) => request.RequestUri!.Scheme == Uri.UriSchemeHttp ? Redirect("https://localhost/api/v1/flags") : StubApi.Json("[]");

        using var response = await SendAsync(polling, "flags/");

        polling.Api.Requests[1].RequestUri.Should().Be(new Uri("https://localhost/api/v1/flags"));
    }

    private static async Task<ApiResponse> SendAsync(PollingHost polling, string path)
    {
        var provider = (FlagProvider)polling.Flags;
        var request = ApiRequest.Flags(provider.Options) with { Url = new Uri(provider.Options.ApiUrl, path), FollowsSlashRedirect = true };
        return await provider.Environment.Api.SendAsync(request, provider.Options, CancellationToken.None);
    }

    private static async Task<FlagsmithApiException> Refresh(PollingHost polling)
    {
        var thrown = await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        thrown.Which.ToString().Should().NotContain(PollingHost.Key);
        return thrown.Which;
    }

    private static Task<HttpResponseMessage> Redirect(string location, int status = 307)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
        return Task.FromResult(response);
    }
}
