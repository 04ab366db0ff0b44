using Flagsmith.Polling.Tests.Doubles;

namespace Flagsmith.Polling.Tests.Sharing;

public sealed class FleetTests
{
    [Test]
    public async Task TenHosts_PollOnceAnInterval()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(10);
        fleet.Polls.Should().ContainSingle("the first host polled, and the others found its flags");

        await fleet.RunIntervalsAsync(20);

        fleet.Polls.Should().HaveCountGreaterThanOrEqualTo(18).And.HaveCountLessThanOrEqualTo(22);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.Should().Match<FlagProviderStatus>(status => status.State == FlagProviderState.Fresh && status.SharedStore!.IsAvailable));
        fleet.Hosts.Max(host => fleet.Time.GetUtcNow() - host.Flags.Status.LastConfirmedAt).Should().BeLessThan(TimeSpan.FromSeconds(70), "no host's flags are older than without a store");
    }

    [Test]
    public async Task Change_IsOnAllHostsAfterThePollThatSawIt()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(5);
        fleet.Respond("flag_a", "flag_b");
        var before = fleet.Polls.Count;

        await fleet.UntilAsync(() => fleet.Polls.Count > before);
        var polled = fleet.Time.Elapsed;
        await fleet.UntilAsync(() => fleet.Hosts.All(host => host.Flags.Current.HasFeature("flag_b")));

        (fleet.Time.Elapsed - polled).Should().BeLessThan(TimeSpan.FromMilliseconds(300));
        fleet.Hosts.Count(host => host.Flags.Current.Source == FlagSource.SharedStore).Should().BeGreaterThanOrEqualTo(4);
    }

    [Test]
    public async Task LostNotices_AreMadeUpForWithinAnInterval()
    {
        await using var fleet = new Fleet();
        fleet.Store.DropsNotices = true;
        await fleet.StartManyAsync(5);
        fleet.Respond("flag_b");

        await fleet.RunIntervalsAsync(1.2); // the poll that sees it is due within an interval
        await fleet.RunIntervalsAsync(1);

        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
    }

    [Test]
    public async Task HostThatStarts_WhileFlagsmithIsDown_HasTheFlagsOfTheFleet()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        fleet.RespondWith(StubApi.Hang);
        await fleet.RunIntervalsAsync(3);

        var late = await fleet.StartAsync();

        late.Flags.Current.Source.Should().Be(FlagSource.SharedStore);
        Fleet.NamesOn(late).Should().Equal("flag_a");
        late.Flags.Status.IsReady.Should().BeTrue();
    }
}
