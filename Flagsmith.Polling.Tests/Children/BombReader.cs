using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Children;

/// <summary>Polls an API that sends far more than is allowed, and tells how much memory that took at its peak.</summary>
internal static class BombReader
{
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    public static async Task<int> RunAsync(Uri url)
    {
        var services = new ServiceCollection();
        services.AddFlagsmithPolling(options =>
        {
            options.EnvironmentKey = "key";
            options.ApiUrl = url;
            options.MaxBodyBytes = MaxBodyBytes;
            options.RequestTimeout = TimeSpan.FromMinutes(2);
        });
        await using var provider = services.BuildServiceProvider();
        var flags = provider.GetRequiredService<IFlagProvider>();
        await TryAsync(flags); // the small answer at first: everything is loaded and compiled
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        process.Refresh();
        var before = process.WorkingSet64;
        var failures = 0;
        for (var i = 0; i < 3; i++)
        {
            failures += await TryAsync(flags) == FlagsmithFailure.InvalidResponse ? 1 : 0;
        }

        process.Refresh();
        var grown = (Math.Max(process.PeakWorkingSet64, process.WorkingSet64) - before) / (1024 * 1024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failures} {grown}"));
        return 0;
    }

    private static async Task<FlagsmithFailure?> TryAsync(IFlagProvider flags)
    {
        try
        {
            await flags.RefreshAsync();
            return null;
        }
        catch (FlagsmithApiException error)
        {
            return error.Failure;
        }
    }
}
