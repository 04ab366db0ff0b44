using Flagsmith.Polling;
using Flagsmith.Polling.Testing;
using Microsoft.Extensions.Hosting;

namespace WorkerService;

/// <summary>Prints the flags, then a line for each change. Reading costs nothing, so it may look often.</summary>
internal sealed class FlagWatcher(IFlagProvider flags, IHostApplicationLifetime lifetime, RunMode mode, LocalFlagsmith? local = null)
    : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = flags.Current;
        PrintTable(seen);
        var flipped = false;
        using var timer = new PeriodicTimer(Glance);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!flipped && local is { Requests.Count: >= 2 })
            {
                flipped = true;
                local.Toggle(LocalServer.FlippedFlag);
                Console.WriteLine($"(the local server just flipped {LocalServer.FlippedFlag}; the next poll will see it)");
            }

            var current = flags.Current;
            if (PrintChanges(seen, current) && mode.Once)
            {
                lifetime.StopApplication();
                return;
            }

            seen = current;
        }
    }

    private static void PrintTable(IFlagSnapshot snapshot)
    {
        Console.WriteLine($"Version {snapshot.Version} from {snapshot.Source}, {snapshot.Flags.Count} flags:");
        Console.WriteLine($"  {"flag",-16} {"enabled",-8} {"kind",-8} value");
        foreach (var flag in snapshot.Flags)
        {
            Console.WriteLine($"  {flag.Feature.Name,-16} {flag.Enabled,-8} {flag.Value.Kind,-8} {flag.Value}");
        }

        Console.WriteLine($"checkout_v2 is {(snapshot.IsEnabled("checkout_v2") ? "on" : "off")}; batches of {snapshot.GetValue("batch_size", 100)}.");
    }

    /// <returns>Whether anything had changed.</returns>
    private static bool PrintChanges(IFlagSnapshot before, IFlagSnapshot after)
    {
        if (ReferenceEquals(before, after))
        {
            return false;
        }

        foreach (var change in FlagSnapshotChange.Between(before, after).Changes)
        {
            Console.WriteLine($"Version {after.Version}: {change.Name} was {Describe(change.Previous)}, is {Describe(change.Current)}");
        }

        return true;
    }

    private static string Describe(FlagState? flag) =>
        flag is null ? "absent" : $"{(flag.Enabled ? "on" : "off")}{(flag.Value.IsNull ? "" : $" ({flag.Value})")}";
}
