using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Starts a host with a single pool thread against an API that never responds. A host that blocks that thread never starts.</summary>
internal static class OnePoolThread
{
    /// <returns>0 when the host has started and stopped.</returns>
    public static async Task<int> RunAsync()
    {
        ThreadPool.SetMinThreads(1, 1);
        if (!ThreadPool.SetMaxThreads(1, 1))
        {
            return 3;
        }

        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "key";
            options.StartupTimeout = TimeSpan.FromSeconds(1);
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => new StubApi { Response = StubApi.Hang });
        using var host = builder.Build();
        var patience = TimeSpan.FromSeconds(25); // on any machine; the host itself gives its stop up after 30 s
        await host.StartAsync().WaitAsync(patience);
        await host.StopAsync().WaitAsync(patience);
        return 0;
    }
}
