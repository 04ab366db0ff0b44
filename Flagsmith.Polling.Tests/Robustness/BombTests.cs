using System.Globalization;
using System.IO.Compression;
using System.Net;
using Flagsmith.Polling.Tests.Children;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Robustness;

/// <summary>Answers that are far too large are refused before they fill the memory. Measured in a process of its own.</summary>
public sealed class BombTests
{
    private const long BombBytes = 200L * 1024 * 1024;

    [TestCase("gzip bomb")]
    [TestCase("endless body")]
    public async Task TooLargeAnswer_TakesNoMoreMemoryThanTheCapAllows(string kind)
    {
        await using var server = await StartAsync(kind == "gzip bomb" ? SendBombAsync : SendEndlesslyAsync);
        using var child = Child.Start("read-bomb", new Uri(new Uri(server.Urls.First()), "/api/v1/").ToString());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        var said = await child.Output.ReadToEndAsync(limit.Token);

        (await child.EndAsync(limit.Token)).Should().Be(0);
        var figures = said.Trim().Split(' ').Select(figure => int.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        figures[0].Should().Be(3, "each such answer is a failed poll");
        figures[1].Should().BeLessThanOrEqualTo((BombReader.MaxBodyBytes / (1024 * 1024)) + 32, "that many MiB at the most");
    }

    private static async Task<WebApplication> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var requests = 0;
        application.Run(context =>
        {
            context.Response.ContentType = "application/json";
            return Interlocked.Increment(ref requests) == 1 ? context.Response.WriteAsync("[]") : answer(context);
        });
        await application.StartAsync();
        return application;
    }

    private static async Task SendBombAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var zipped = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await SendAsync(zipped, BombBytes, context.RequestAborted);
    }

    private static Task SendEndlesslyAsync(HttpContext context) => SendAsync(context.Response.Body, long.MaxValue, context.RequestAborted);

    private static async Task SendAsync(Stream body, long count, CancellationToken left)
    {
        var blanks = new byte[64 * 1024];
        Array.Fill(blanks, (byte)' ');
        try
        {
            for (long sent = 0; sent < count; sent += blanks.Length)
            {
                await body.WriteAsync(blanks, left);
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException)
        {
            // The client has had enough, as it should.
        }
    }
}
