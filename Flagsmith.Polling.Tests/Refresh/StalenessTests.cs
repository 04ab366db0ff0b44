using System.Net;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class StalenessTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    [TestCase(StalePolicy.ServeLastGood)]
    [TestCase(StalePolicy.ServeDefaults)]
    public async Task FlagsTooOld_AreStaleAtTheRightMoment_AndHealAtTheNextGoodResponse(StalePolicy policy)
    {
        await using var polling = await LoadedAsync(policy);
        var version = polling.Flags.Current.Version;

        polling.Time.Advance(Most - TimeSpan.FromSeconds(1));
        polling.Flags.Status.State.Should().NotBe(FlagProviderState.Stale);
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(1);
        polling.Time.Advance(TimeSpan.FromSeconds(1));

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stale);
        polling.Flags.Status.Since.Should().Be(polling.Time.GetUtcNow());
        polling.Logs.Count("BecameStale").Should().Be(1);
        var servesDefaults = policy == StalePolicy.ServeDefaults;
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(servesDefaults ? 77 : 1);
        polling.Flags.Current.Source.Should().Be(servesDefaults ? FlagSource.Defaults : FlagSource.Api);
        polling.Flags.Current.Version.Should().Be(servesDefaults ? version + 1 : version);

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"))); // the very same bytes as before
        await polling.Flags.RefreshAsync();

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(1);
        polling.Flags.Current.Source.Should().Be(FlagSource.Api);
    }

    [TestCase(50)]
    [TestCase(365)]
    public async Task LongerThanATimerReaches_IsStaleAtTheRightMoment(int days)
    {
        await using var polling = await LoadedAsync(StalePolicy.ServeDefaults, TimeSpan.FromDays(days));

        polling.Time.Advance(TimeSpan.FromDays(days) - TimeSpan.FromSeconds(1));
        polling.Flags.Status.State.Should().NotBe(FlagProviderState.Stale);
        polling.Time.Advance(TimeSpan.FromSeconds(1));

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stale);
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
    }

    [Test]
    public async Task UnchangedResponses_KeepFlagsFresh()
    {
        await using var polling = await StartedAsync(StalePolicy.ServeDefaults);
        for (var i = 0; i < 20; i++)
        {
            await polling.PollAsync();
            polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
        }

        polling.Flags.Current.Version.Should().Be(1);
    }

    [Test]
    public async Task StaleFlags_StayStaleWhilePollsFail()
    {
        await using var polling = await StartedAsync(StalePolicy.ServeLastGood);
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        polling.Time.Advance(Most);

        await polling.Flags.Awaiting(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stale);
        polling.Logs.Count("BecameStale").Should().Be(1);
    }

    [TestCase(400)]
    [TestCase(-400)]
    public async Task WallClockJumps_MakeNothingStale(int days)
    {
        await using var polling = await StartedAsync(StalePolicy.ServeDefaults);

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));
        await polling.PollAsync();

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task StoppedHost_IsNotStale()
    {
        await using var polling = await StartedAsync(StalePolicy.ServeDefaults);
        await polling.Host.StopAsync();

        polling.Time.Advance(Most * 2);

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stopped);
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(1);
    }

    private static async Task<PollingHost> StartedAsync(StalePolicy policy)
    {
        var polling = Host(policy, Most);
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }

    // A poll that ends as the provider is disposed.
    [Test]
    public async Task Look_AfterTheDisposal_SetsNoTimer()
    {
        await using var host = Host(StalePolicy.ServeLastGood, Most);
        var environment = ((FlagProvider)host.Flags).Environment;
        var time = new ManualTimeProvider();
        var status = new StatusTracker(time);
        var watch = new StalenessWatch(status, new FlagPublisher(environment.Store, status, time), environment.Settings, time, NullLogger.Instance);
        status.Confirmed();
        watch.Look();
        time.ArmedTimers.Should().Be(1);

        watch.Dispose();
        watch.Look();

        time.ArmedTimers.Should().Be(0);
    }

    /// <summary>Loads the flags without a host: nothing polls, and so looks at their age, while the clock is moved.</summary>
    private static async Task<PollingHost> LoadedAsync(StalePolicy policy, TimeSpan? most = null)
    {
        var polling = Host(policy, most ?? Most);
        await polling.Flags.RefreshAsync();
        return polling;
    }

    private static PollingHost Host(StalePolicy policy, TimeSpan most)
    {
        var polling = new PollingHost(options =>
        {
            options.MaxStaleness = most;
            options.WhenStale = policy;
            options.Defaults["a_flag"] = new FlagDefault { Enabled = true, Value = "77" };
        });
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        return polling;
    }
}
