using System.Globalization;
using System.Text;
using Flagsmith.Polling.Benchmarks.Memory;
using Flagsmith.Polling.Benchmarks.Summary.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Benchmarks.Summary.Users;

/// <summary>A user who is not cached: time on cores of this process for the whole fetch over the loopback, against a bare POST of the same body.</summary>
internal sealed class MissRows : IRowGroup
{
    private const int WarmUpRounds = 100;
    private const int Rounds = 60;
    private const int Requests = 240;
    private const int Connections = 8;

    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(50);

    public IReadOnlyList<string> Ids { get; } = ["identity.miss"];

    public async Task<IReadOnlyList<SummaryRow>> MeasureAsync()
    {
        using var server = ChildRun.Start([WebServerMode.Argument]);
        var address = new Uri(new Uri(await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.")), "api/v1/");
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options =>
        {
            (options.EnvironmentKey, options.ApiUrl) = ("ser.benchmark", address);
            options.Identities.Fallback = IdentityFallback.Throw;
            options.Identities.MaxEntries = 1_000_000; // nobody has to leave
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IFlagProvider>().RefreshAsync();
        var (misses, posts) = await RaceAsync(provider.GetRequiredService<IIdentityFlagProvider>(), new Uri(address, "identities/"));
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        return
        [
            SummaryRow.AtMost("identity.miss", misses.Median / posts.Median, 1.4, string.Create(
                CultureInfo.InvariantCulture, $"{misses.Median / 1e3:0.0} / {posts.Median / 1e3:0.0} µs on cores, medians: fetch, parse and cache / HttpClient's POST alone")),
        ];
    }

    private static async Task<(RoundTimes Misses, RoundTimes Posts)> RaceAsync(IIdentityFlagProvider users, Uri url)
    {
        using var client = new HttpClient();
        var (misses, posts) = (new double[Rounds], new double[Rounds]);
        var user = 0;
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            var at = Math.Max(0, round);
            if (round < 0)
            {
                await Task.Delay(WarmUpPause); // the runtime compiles anew in the background what it has seen to be hot, and its time counts
            }

            for (var turn = 0; turn < 2; turn++)
            {
                var isMiss = (turn == 0) == (round % 2 == 0);
                (isMiss ? misses : posts)[at] = await CostAsync(() => isMiss ? MissAsync(users, Interlocked.Increment(ref user)) : PostAsync(client, url, Interlocked.Increment(ref user)));
            }
        }

        return (RoundTimes.Of(misses), RoundTimes.Of(posts));
    }

    private static async Task<double> CostAsync(Func<Task> send)
    {
        var before = ThreadClock.Process;
        await Parallel.ForAsync(0, Connections, async (_, _) =>
        {
            for (var request = 0; request < Requests / Connections; request++)
            {
                await send();
            }
        });

        return (ThreadClock.Process - before) / Requests;
    }

    private static async Task MissAsync(IIdentityFlagProvider users, int user)
    {
        if ((await users.GetFlagsAsync(UserPopulation.Identifier(user))).IsFallback)
        {
            throw new InvalidOperationException("A user was not fetched.");
        }
    }

    private static async Task PostAsync(HttpClient client, Uri url, int user)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, url);
        message.Headers.TryAddWithoutValidation("X-Environment-Key", "ser.benchmark");
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"identifier":"{{UserPopulation.Identifier(user)}}"}"""));
        message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.CopyToAsync(Stream.Null);
    }
}
