using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Configuration;

/// <summary>A header that passes the validation is sent; one that cannot be, or that would change the request itself, stops the start.</summary>
public sealed class CustomHeaderTests
{
    [TestCase("Allow")]
    [TestCase("Content-Disposition")]
    [TestCase("Content-Encoding")]
    [TestCase("Content-Language")]
    [TestCase("Content-Length")]
    [TestCase("Content-Location")]
    [TestCase("Content-MD5")]
    [TestCase("Content-Range")]
    [TestCase("Content-Type")]
    [TestCase("expires")]
    [TestCase("Last-Modified")]
    [TestCase("Proxy-Authenticate")]
    [TestCase("Proxy-Authorization")]
    [TestCase("proxy-connection")]
    [TestCase("Connection")]
    [TestCase("Keep-Alive")]
    [TestCase("Transfer-Encoding")]
    [TestCase("TE")]
    [TestCase("Trailer")]
    [TestCase("Upgrade")]
    [TestCase("Expect")]
    [TestCase("Host")]
    [TestCase("HTTP2-Settings")]
    [TestCase("Range")]
    [TestCase("If-Range")]
    [TestCase("If-Match")]
    [TestCase("If-None-Match")]
    [TestCase("If-Modified-Since")]
    [TestCase("If-Unmodified-Since")]
    [TestCase("X-Environment-Key")]
    public async Task HeaderThatCannotBeSent_StopsTheStart(string name)
    {
        await using var polling = new PollingHost(options =>
        {
            options.StartupPolicy = StartupPolicy.DoNotWait;
            options.CustomHeaders[name] = "1";
        });

        var faults = (await polling.Awaiting(host => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>()).Which.Failures;

        faults.Should().ContainSingle().Which.Should().StartWith($"Flagsmith:CustomHeaders:{name} ");
        polling.Api.Requests.Should().BeEmpty();
    }

    [TestCase("X-Team", "blue")]
    [TestCase("X-Team", "")]
    [TestCase("Authorization", "Bearer abc==")]
    [TestCase("Authorization", "no scheme, \"odd\" text")]
    [TestCase("Cookie", "a=b; c=d")]
    [TestCase("Accept", "application/json;q=0.5")]
    [TestCase("Accept", "nonsense/")]
    [TestCase("Accept-Encoding", "gzip")]
    [TestCase("Accept-Language", "de, en;q=0.5")]
    [TestCase("Cache-Control", "no-cache")]
    [TestCase("Pragma", "no-cache")]
    [TestCase("Date", "yesterday")]
    [TestCase("Via", "1.1 somebody")]
    [TestCase("Warning", "odd")]
    [TestCase("From", "nobody")]
    [TestCase("Max-Forwards", "many")]
    [TestCase("Referer", "::")]
    [TestCase("User-Agent", "a service of ours")]
    [TestCase("Forwarded", "for=1.2.3.4")]
    [TestCase("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [TestCase("Origin", "null")]
    [TestCase("Accept-Ranges", "odd")]
    [TestCase("Age", "odd")]
    [TestCase("ETag", "odd")]
    [TestCase("Location", "odd")]
    [TestCase("Retry-After", "odd")]
    [TestCase("Server", "odd")]
    [TestCase("Vary", "odd")]
    [TestCase("WWW-Authenticate", "odd")]
    [TestCase("!#$%&'*+-.^_`|~", "odd")]
    public async Task HeaderThatCanBeSent_IsSent(string name, string value)
    {
        await using var server = await LoopbackServer.StartAsync();
        server.Response = LoopbackServer.RespondWell;
        await using var polling = new PollingHost(
            options =>
            {
                options.ApiUrl = server.ApiUrl;
                options.CustomHeaders[name] = value;
            },
            stubHttp: false);

        await polling.Flags.RefreshAsync();
        await polling.Users.RefreshAsync(LoopbackServer.User);

        server.Requests.Should().HaveCount(2).And.OnlyContain(request => request.ContainsKey(name) && request[name].ToString().StartsWith(value, StringComparison.Ordinal));
    }
}
