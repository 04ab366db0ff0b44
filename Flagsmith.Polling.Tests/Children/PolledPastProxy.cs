using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Polls a server on the loopback while the environment names a proxy, which .NET reads once a process.</summary>
internal static class PolledPastProxy
{
    /// <param name="apiUrl">The address of the server.</param>
    /// <param name="handler">The kind of the application's primary handler; anything else for none.</param>
    /// <returns>0 when the poll got flags.</returns>
    public static async Task<int> RunAsync(string apiUrl, string handler)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var client = builder.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = PollingHost.Key;
            options.ApiUrl = new Uri(apiUrl);
        }).HttpClientBuilder;
        if (handler == nameof(HttpClientHandler))
        {
            client.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        }

        using var host = builder.Build();
        await host.Services.GetRequiredService<IFlagProvider>().RefreshAsync();
        return 0;
    }
}
