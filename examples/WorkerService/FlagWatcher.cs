using Flagsmith.Polling;
using Microsoft.Extensions.Hosting;

namespace WorkerService;

/// <summary>Prints the flags, then a line for each change.</summary>
internal sealed class FlagWatcher(IFlagProvider flags, IHostApplicationLifetime lifetime, RunMode mode) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = flags.WatchAsync(stoppingToken); // from now on
        PrintTable(flags.Current);
        await foreach (var change in changes)
        {
            PrintChanges(change);
            if (mode.Once)
            {
                lifetime.StopApplication();
                return;
            }
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

    private static void PrintChanges(FlagSnapshotChange notice)
    {
        foreach (var change in notice.Changes)
        {
            Console.WriteLine($"Version {notice.Current.Version}: {change.Name} was {Describe(change.Previous)}, is {Describe(change.Current)}");
        }
    }

    private static string Describe(FlagState? flag) =>
        flag is null ? "absent" : $"{(flag.Enabled ? "on" : "off")}{(flag.Value.IsNull ? "" : $" ({flag.Value})")}";
}
