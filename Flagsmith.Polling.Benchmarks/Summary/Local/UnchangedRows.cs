using System.Globalization;
using System.Net;
using Flagsmith.Polling.Benchmarks.Data;
using Flagsmith.Polling.Local;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>What a poll that is answered with 304 allocates, beyond what the same request allocates by HttpClient alone.</summary>
internal sealed class UnchangedRows : IRowGroup
{
    private const int WarmUp = 20;
    private const int Rounds = 60;

    private static readonly Uri Url = new(FlagsmithApiUrls.Core, "environment-document/");

    public IReadOnlyList<string> Ids { get; } = ["document.unchanged.bytes"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "ser.benchmark";
            options.Mode = FlagsmithMode.LocalEvaluation;
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(static () => new ConditionalApi(LocalDocument.Write(features: 100, segments: 10, overriding: 2)));
        await using var provider = services.BuildServiceProvider();
        var poll = await PollAsync(((FlagProvider)provider.GetRequiredService<IFlagProvider>()).Environment);
        var bare = await BytesOfAsync(() => AskAsync(provider.GetRequiredService<IHttpClientFactory>()), static () => Task.CompletedTask);
        return [SummaryRow.AtMost("document.unchanged.bytes", poll - bare, 1_024, string.Create(CultureInfo.InvariantCulture, $"{poll:#,0} - {bare:#,0} bytes of HttpClient alone"))];
    }

    private static Task<double> PollAsync(EnvironmentContext environment)
    {
        var time = new ManualTimeProvider();
        var source = new EnvironmentDocumentSource(environment.Api, environment.Telemetry, new PatternTimeouts(environment.Telemetry, time, environment.Logger), time);
        var options = environment.Settings.Current;
        return BytesOfAsync(
            () => source.FetchAsync(options, FlagPollReason.Scheduled, CancellationToken.None).AsTask(),
            async () =>
            {
                await source.FetchAsync(options, FlagPollReason.Requested, CancellationToken.None);
                time.Advance(TimeSpan.FromSeconds(3));
                await source.FetchAsync(options, FlagPollReason.Requested, CancellationToken.None); // the time is settled: conditional requests follow
            });
    }

    /// <summary>Gives the bytes of one request: as many in a row as may be conditional, prepared anew each time.</summary>
    private static async Task<double> BytesOfAsync(Func<Task> ask, Func<Task> prepare)
    {
        var bytes = 0L;
        for (var round = -WarmUp; round < Rounds; round++)
        {
            await prepare();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var request = 0; request < DocumentCondition.MaxNotModified; request++)
            {
                await ask();
            }

            bytes += round < 0 ? 0 : GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        return bytes / (double)(Rounds * DocumentCondition.MaxNotModified);
    }

    private static async Task AskAsync(IHttpClientFactory clients)
    {
        using var client = clients.CreateClient(FlagsmithPollingDefaults.HttpClientName);
        using var message = new HttpRequestMessage(HttpMethod.Get, Url);
        message.Headers.TryAddWithoutValidation("X-Environment-Key", "ser.benchmark");
        message.Headers.Accept.ParseAdd("application/json");
        message.Headers.IfModifiedSince = ConditionalApi.LastModified;
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        if (response.StatusCode != HttpStatusCode.NotModified)
        {
            throw new InvalidOperationException("The document was sent again.");
        }
    }
}
