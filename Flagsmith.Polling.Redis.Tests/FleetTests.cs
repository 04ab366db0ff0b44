using System.Net;
using Flagsmith.Polling.Redis.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Redis.Tests;

[TestFixture(RedisEngine.Redis)]
[TestFixture(RedisEngine.Garnet)]
public sealed class FleetTests(string engine)
{
    [Test, CancelAfter(60_000)]
    public async Task Hosts_StartFromTheStore_AndSeeAChangeThatOneHasPolled(CancellationToken token)
    {
        await using var server = await RedisEngine.StartAsync(engine);
        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 3, configure: options => options.PollInterval = TimeSpan.FromHours(1));
        await fleet.UntilAllSubscribedAsync(token);
        var begun = fleet.Flagsmith.Requests.Count; // more than one where a first connection took longer than a start waits

        fleet.Flagsmith.SetFlag("flag_b", enabled: true);
        await RedisFleet.FlagsOf(fleet.Hosts[1]).RefreshAsync(token);
        for (var refreshes = 1; !await fleet.AllWithinAsync(static flags => flags.Current.HasFeature("flag_b"), TimeSpan.FromSeconds(5), token); refreshes++)
        {
            fleet.Flagsmith.Requests.Should().HaveCount(begun + refreshes);
            await RedisFleet.FlagsOf(fleet.Hosts[1]).RefreshAsync(token); // where the store was too slow for this one
        }

        new[] { fleet.Hosts[0], fleet.Hosts[2] }.Should().AllSatisfy(static host => RedisFleet.FlagsOf(host).Current.Source.Should().Be(FlagSource.SharedStore));
        await fleet.UntilAllAsync(static flags => flags.Status.SharedStore?.LastPolledBy == "host-1", token);
    }

    [Test, CancelAfter(60_000)]
    public async Task UsersHint_ReachesAll(CancellationToken token)
    {
        await using var server = await RedisEngine.StartAsync(engine);
        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 2, configure: options => options.PollInterval = TimeSpan.FromHours(1));
        var users = fleet.Hosts[1].Services.GetRequiredService<IIdentityFlagProvider>();
        await fleet.UntilAllSubscribedAsync(token);
        await users.GetFlagsAsync("ada", token);
        var before = fleet.Flagsmith.Requests.Count;

        while (fleet.Flagsmith.Requests.Count == before)
        {
            fleet.Hosts[0].Services.GetRequiredService<IFlagChangeHints>().UserChanged("ada"); // again, as a notice may be lost
            await Task.Delay(TimeSpan.FromMilliseconds(20), token);
            await users.GetFlagsAsync("ada", token);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task HostThatStarts_WhileFlagsmithIsDown_HasTheFlagsOfTheFleet(CancellationToken token)
    {
        await using var server = await RedisEngine.StartAsync(engine);
        await using var fleet = await RedisFleet.StartAsync(server.Port, hosts: 1);
        await fleet.UntilAllConnectedAsync(token); // there is something to start from
        fleet.Flagsmith.Inject(Fault.Status(HttpStatusCode.ServiceUnavailable));

        var late = await fleet.AddAsync();
        await fleet.UntilAllAsync(static flags => flags.Current.HasFeature("flag_a"), token);

        RedisFleet.FlagsOf(late).Current.Source.Should().Be(FlagSource.SharedStore);
        RedisFleet.FlagsOf(late).Current.IsEnabled("flag_a").Should().BeTrue();
    }
}
