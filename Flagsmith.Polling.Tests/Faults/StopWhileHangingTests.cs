using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Faults;

/// <summary>The host stops, and the container is disposed, while a request hangs: in each stage, over real sockets, with the clock standing still.</summary>
public sealed class StopWhileHangingTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    [Test]
    public async Task WhileConnecting()
    {
        await using var server = await LocalFlagsmith.StartAsync();
        var connecting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var polling = HostFor(server, handler => handler.ConnectCallback = async (_, _) =>
        {
            connecting.SetResult();
            await new TaskCompletionSource().Task; // not even the token ends it
            throw new InvalidOperationException("unreachable");
        });
        await polling.StartAsync();
        await connecting.Task;

        await StopAsync(polling);
    }

    private static IEnumerable<Fault> Stages() => [Fault.HangBeforeHeaders, Fault.HangInBody];

    [TestCaseSource(nameof(Stages))]
    public async Task WhilePolling(Fault fault)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true);
        server.Inject(fault);
        var polling = HostFor(server);
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => server.Requests.Count == 1);

        await StopAsync(polling);
    }

    [TestCaseSource(nameof(Stages))]
    public async Task WhileAUserIsFetched(Fault fault)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true);
        var polling = HostFor(server);
        await polling.StartAsync();
        await polling.Flags.RefreshAsync();
        server.Inject(fault, "identities/");
        var asked = polling.Users.GetFlagsAsync("ada").AsTask();
        await polling.Time.AdvanceUntilAsync(() => server.Requests.Any(request => request.Path == "identities/"));

        await StopAsync(polling);

        (await asked).IsFallback.Should().BeTrue("who waits is freed");
    }

    private static PollingHost HostFor(LocalFlagsmith server, Action<SocketsHttpHandler>? configure = null)
    {
        var polling = new PollingHost(
            options =>
            {
                options.EnvironmentKey = server.EnvironmentKey;
                options.ApiUrl = server.ApiUrl;
                options.StartupPolicy = StartupPolicy.DoNotWait;
            },
            stubHttp: false);
        if (configure is not null)
        {
            polling.Services.AddHttpClient(FlagsmithPollingDefaults.HttpClientName).ConfigurePrimaryHttpMessageHandler(() =>
            {
                var handler = new SocketsHttpHandler();
                configure(handler);
                return handler;
            });
        }

        return polling;
    }

    private static async Task StopAsync(PollingHost polling)
    {
        var watch = Stopwatch.StartNew();
        await polling.Host.StopAsync();
        watch.Elapsed.Should().BeLessThan(Most);
        watch.Restart();
        await polling.DisposeAsync();
        watch.Elapsed.Should().BeLessThan(Most);
    }
}
