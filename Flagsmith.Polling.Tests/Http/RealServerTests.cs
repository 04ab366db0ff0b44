using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Http;

/// <summary>Our own primary handler on real sockets of the loopback.</summary>
public sealed class RealServerTests
{
    [Test]
    public async Task Redirect_ToAnotherServer_NeverReachesIt()
    {
        var stranger = 0;
        await using var other = await StartAsync(_ =>
        {
            stranger++;
            return Task.CompletedTask;
        });
        await using var server = await StartAsync(context =>
        {
            context.Response.Redirect(other.Urls.First() + "/api/v1/flags/");
            return Task.CompletedTask;
        });
        await using var polling = HostOf(server);

        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        stranger.Should().Be(0);
    }

    [Test]
    public async Task GzipBody_IsRead()
    {
        await using var server = await StartAsync(async context =>
        {
            context.Request.Headers.AcceptEncoding.ToString().Should().Contain("gzip");
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag("packed"))));
        });
        await using var polling = HostOf(server);

        (await polling.Flags.RefreshAsync()).IsEnabled("packed").Should().BeTrue();
    }

    [Test]
    public async Task BrokenGzip_IsAnInvalidResponse()
    {
        await using var server = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("[] is not compressed");
        });
        await using var polling = HostOf(server);

        (await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Kind.Should().Be(FlagsmithErrorKind.InvalidResponse);
    }

    [Test]
    public async Task BodyCutOff_KeepsTheSnapshot()
    {
        await using var server = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 10_000;
            await context.Response.WriteAsync("[{\"id\":");
            context.Abort();
        });
        await using var polling = HostOf(server);

        (await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Kind.Should().Be(FlagsmithErrorKind.Unreachable);
    }

    [Test]
    public async Task BodyHangs_TimesOut()
    {
        await using var server = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("[");
            await context.Response.Body.FlushAsync();
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        });
        await using var polling = HostOf(server);

        var refresh = polling.Flags.RefreshAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers > 0);
        polling.Time.Advance(TimeSpan.FromSeconds(10));

        (await FluentActions.Awaiting(() => refresh).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    private static PollingHost HostOf(WebApplication server) => new(
        options =>
        {
            options.EnvironmentKey = PollingHost.Key;
            options.ApiUrl = new Uri(server.Urls.First() + "/api/v1/");
        },
        stubHttp: false);

    private static async Task<WebApplication> StartAsync(RequestDelegate response)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(response);
        await server.StartAsync();
        return server;
    }
}
