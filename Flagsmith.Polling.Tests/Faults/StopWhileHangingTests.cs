using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Faults;

/// <summary>The host stops, and the container is disposed, while a request hangs: in each stage, over real sockets, with the clock standing still.</summary>
public sealed class StopWhileHangingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25); // a host gives its own stop up after 30 s

    [Test]
    public async Task WhileConnecting([Values] FlagsmithMode mode)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        var connecting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var polling = HostFor(server, mode, handler => handler.ConnectCallback = async (_, _) =>
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

    [Test]
    public async Task WhilePolling([ValueSource(nameof(Stages))] Fault fault, [Values] FlagsmithMode mode)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.LoadEnvironmentDocument(Documents.Of([Documents.State("a_flag")]));
        server.Inject(fault, mode == FlagsmithMode.Remote ? "flags/" : "environment-document/");
        var polling = HostFor(server, mode);
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => server.Requests.Count == 1);

        await StopAsync(polling);
    }

    [TestCaseSource(nameof(Stages))]
    public async Task WhileAUserIsFetched(Fault fault)
    {
        await using var server = await LocalFlagsmith.StartAsync();
        server.SetFlag("a_flag", true);
        var polling = HostFor(server, FlagsmithMode.Remote);
        await polling.StartAsync();
        await polling.Flags.RefreshAsync();
        server.Inject(fault, "identities/");
        var asked = polling.Users.GetFlagsAsync("ada").AsTask();
        await polling.Time.AdvanceUntilAsync(() => server.Requests.Any(request => request.Path == "identities/"));

        await StopAsync(polling);

        (await asked).IsFallback.Should().BeTrue("who waits is freed");
    }

    private static PollingHost HostFor(LocalFlagsmith server, FlagsmithMode mode, Action<SocketsHttpHandler>? configure = null)
    {
        var polling = new PollingHost(
            options =>
            {
                options.Mode = mode;
                options.EnvironmentKey = server.ServerSideKey;
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
        await polling.Host.StopAsync().WaitAsync(Patience);
        await polling.DisposeAsync().AsTask().WaitAsync(Patience);
    }
}
