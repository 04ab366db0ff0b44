using Flagsmith.Polling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet;

/// <summary>One worker: a process of its own, which says what it sees, a line for each.</summary>
internal static class Worker
{
    public const string Flag = "checkout_v2";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string name, Uri apiUrl, string key, string redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.ClearProviders();
        builder.AddFlagsmithPolling(options =>
        {
            options.ApiUrl = apiUrl;
            options.EnvironmentKey = key;
            options.PollInterval = Demo.Interval;
            options.SharedStore.HostName = name;
        }).UseRedis(redis);
        using var host = builder.Build();
        var flags = host.Services.GetRequiredService<IFlagProvider>();
        using var changes = flags.OnChange(static change => Say(change.Current));
        await host.StartAsync();
        Say(flags.Current);
        _ = SayStoreAsync(flags);
        await Console.In.ReadLineAsync(); // until the parent has ended
        await host.StopAsync();
        return 0;
    }

    private static void Say(IFlagSnapshot snapshot) => Console.WriteLine($"flag {(snapshot.IsEnabled(Flag) ? "on" : "off")} {snapshot.Source}");

    private static async Task SayStoreAsync(IFlagProvider flags)
    {
        using var timer = new PeriodicTimer(LookEvery);
        string? said = null;
        while (await timer.WaitForNextTickAsync())
        {
            var store = flags.Status.SharedStore!;
            var line = $"store {(store.IsAvailable ? "up" : "down")} {store.LastPolledBy}";
            if (line != said)
            {
                Console.WriteLine(said = line);
            }
        }
    }
}
