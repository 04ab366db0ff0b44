using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Polls a server that sends more than is allowed, a few times, and prints by how many bytes the process grew at most.</summary>
internal static class BombedPoll
{
    private const int Polls = 3;

    /// <param name="apiUrl">The address of the server.</param>
    /// <returns>0 when each poll failed because of the cap on the body.</returns>
    public static async Task<int> RunAsync(string apiUrl)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "key";
            options.ApiUrl = new Uri(apiUrl);
            options.RequestTimeout = TimeSpan.FromMinutes(5); // on a busy machine the cap must be met first
        });
        using var host = builder.Build();
        var flags = host.Services.GetRequiredService<IFlagProvider>();
        var before = Environment.WorkingSet;
        for (var poll = 0; poll < Polls; poll++)
        {
            if (!await IsRefusedAsync(flags))
            {
                return 4;
            }
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(self.PeakWorkingSet64 - before);
        return 0;
    }

    private static async Task<bool> IsRefusedAsync(IFlagProvider flags)
    {
        try
        {
            await flags.RefreshAsync();
            return false;
        }
        catch (FlagsmithApiException error)
        {
            return error.Message.Contains(nameof(FlagsmithPollingOptions.MaxBodyBytes), StringComparison.Ordinal);
        }
    }
}
