namespace Flagsmith.Polling.Benchmarks.Fleet;

/// <summary>The hosts of one scenario.</summary>
internal sealed class FleetHosts(FleetHost[] hosts) : IAsyncDisposable
{
    public FleetHost[] All => hosts;

    public static async Task<FleetHosts> StartAsync(int count, FleetPlan plan)
    {
        var hosts = Enumerable.Range(0, count).Select(number => FleetHost.Create(number, count, plan)).ToArray();
        await hosts[0].StartAsync();
        foreach (var some in hosts.Skip(1).Chunk(10)) // connections are made by the hundred, and two cores make them
        {
            await Task.WhenAll(some.Select(host => host.StartAsync()));
        }

        await UntilAsync(() => hosts.All(host => host.Flags.Status is { IsReady: true, SharedStore.IsAvailable: true, SharedStore.LastPolledBy: not null }), TimeSpan.FromSeconds(60));
        return new FleetHosts(hosts);
    }

    /// <summary>Waits until all hosts have the newest content.</summary>
    /// <returns>Whether they had it in time.</returns>
    public Task<bool> UntilAllHaveAsync(int content, TimeSpan limit) => UntilAsync(() => hosts.All(host => host.Content == content), limit);

    public async ValueTask DisposeAsync() => await Task.WhenAll(hosts.Select(host => host.DisposeAsync().AsTask()));

    private static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var left = limit; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(5))
        {
            if (condition())
            {
                return true;
            }

            await timer.WaitForNextTickAsync();
        }

        return condition();
    }
}
