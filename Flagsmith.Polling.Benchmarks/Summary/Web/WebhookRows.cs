using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Benchmarks.Summary.Web;

/// <summary>How long a change takes from its webhook to the process: the signed post, the poll that it causes, and the publication, all over the loopback.</summary>
/// <remarks>Ten environments take turns, as each polls for hints once a second at most.</remarks>
internal sealed class WebhookRows : IRowGroup
{
    private const int Environments = 10;
    private const int Rounds = 13;
    private const double Target = 200;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(1100);

    public IReadOnlyList<string> Ids { get; } = ["webhook.p99"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var changes = new List<WebhookChange>();
        for (var number = 0; number < Environments; number++)
        {
            changes.Add(await WebhookChange.AddAsync(builder.Services, $"environment-{number}"));
        }

        await using var app = builder.Build();
        changes.ForEach(change => change.Map(app));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = WebServer.AddressOf(app) };
        var times = await MeasureAsync(changes, client);
        await Task.WhenAll(changes.Select(change => change.DisposeAsync().AsTask()));
        var (median, p99) = (times[times.Length / 2], times[(int)Math.Ceiling(times.Length * 0.99) - 1]);
        return [SummaryRow.AtMost("webhook.p99", p99, Target, string.Create(CultureInfo.InvariantCulture, $"ms from the post to the publication; {times.Length} changes, median {median:0.0}"))];
    }

    private static async Task<double[]> MeasureAsync(List<WebhookChange> changes, HttpClient client)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var change in changes)
            {
                var took = await change.MakeAsync(client, round);
                if (round > 0) // the first warms up
                {
                    times.Add(took.TotalMilliseconds);
                }
            }

            var left = Spacing - Stopwatch.GetElapsedTime(began);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        return [.. times.Order()];
    }
}
