using System.Net;
using Flagsmith.Polling.Refresh;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>Refusals (401, 403, 404) are often a deployment's; only those that last are taken for wrong settings.</summary>
public sealed class RefusalTests
{
    private static readonly TimeSpan UntilLasting = TimeSpan.FromSeconds(60);

    [Test]
    public async Task OneRefusal_IsRetriedInASecondOrTwo_AsAnOutageLikeAnyOther(
        [Values(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound)] HttpStatusCode status,
        [Values] bool hasData,
        [Values(0.0, 0.5, 0.999)] double random)
    {
        await using var polling = await StartedAsync(hasData, status);
        polling.Random = random;
        polling.Api.RespondStatus(status);
        await (hasData ? polling.PollAsync() : Task.CompletedTask);
        await polling.UntilPlannedAsync();

        UntilNextPoll(polling).TotalSeconds.Should().BeInRange(1, 2);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Failing);
        polling.Flags.Status.LastError!.StatusCode.Should().Be(status);
        polling.Logs.Count("OutageBegan").Should().Be(1);
        polling.Logs.Count("Misconfigured").Should().Be(0, "one blip is no error");

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("healed")));
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("healed").Should().BeTrue();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task Refusals_SlowPollingOnceTheyHaveLasted_AreAnErrorOnce_AndHeal([Values] bool hasData, [Values(0.0, 0.5, 0.999)] double random)
    {
        await using var polling = await StartedAsync(hasData);
        var before = polling.Flags.Current;
        polling.Random = random;
        polling.Api.RespondStatus(HttpStatusCode.Forbidden);
        await (hasData ? polling.PollAsync() : Task.CompletedTask);
        await polling.UntilPlannedAsync();
        var began = polling.Time.Elapsed;

        while (polling.Time.Elapsed - began < UntilLasting)
        {
            polling.Flags.Status.State.Should().Be(FlagProviderState.Failing);
            UntilNextPoll(polling).TotalSeconds.Should().BeInRange(1, 30);
            await polling.PollAsync();
        }

        for (var slow = 0; slow < 3; slow++)
        {
            polling.Flags.Status.State.Should().Be(FlagProviderState.Misconfigured);
            UntilNextPoll(polling).Should().BeCloseTo(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(31));
            await polling.PollAsync();
        }

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Logs.Count("OutageBegan").Should().Be(1);
        polling.Logs.Count("Misconfigured").Should().Be(1);
        polling.Logs.Lines.Single(line => line.Event == "Misconfigured").Text.Should().Contain("403");

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("healed")));
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("healed").Should().BeTrue();
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, ConsecutiveFailures = 0, LastError = (object?)null });
    }

    [TestCase(HttpStatusCode.BadGateway)]
    [TestCase(HttpStatusCode.OK)]
    public async Task Refusals_WithSomethingElseBetweenThem_BeginAnew(HttpStatusCode between)
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();
        await RefuseForAsync(polling, TimeSpan.FromSeconds(30));
        polling.Api.Response = (_, _) => between == HttpStatusCode.OK ? StubApi.Json("[]") : StubApi.Content(between, "oops", "text/plain");
        await polling.PollAsync();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();

        await RefuseForAsync(polling, TimeSpan.FromSeconds(30));

        polling.Flags.Status.State.Should().Be(FlagProviderState.Failing);
        UntilNextPoll(polling).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        polling.Logs.Count("Misconfigured").Should().Be(0);
        await RefuseForAsync(polling, UntilLasting);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Misconfigured);
        polling.Logs.Count("Misconfigured").Should().Be(1);
    }

    [TestCase(365)]
    [TestCase(-365)]
    public async Task Refusals_WhileTheWallClockJumps_AreMeasuredAsBefore(int days)
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));
        await polling.PollAsync();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Failing);
        await RefuseForAsync(polling, UntilLasting);

        polling.Flags.Status.State.Should().Be(FlagProviderState.Misconfigured);
    }

    [Test]
    public async Task EachSeriesOfRefusals_IsLoggedOnce()
    {
        await using var polling = await StartedAsync();
        for (var series = 1; series <= 3; series++)
        {
            polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
            await polling.PollAsync();
            await RefuseForAsync(polling, UntilLasting * 3);
            polling.Logs.Count("Misconfigured").Should().Be(series);

            polling.Api.RespondJson("[]");
            await polling.Flags.RefreshAsync();
            await polling.UntilPlannedAsync();
        }
    }

    [TestCase(HttpStatusCode.Unauthorized)]
    [TestCase(HttpStatusCode.BadGateway)]
    public async Task RefreshAsync_ThatFails_DoesNotEndTheStretch(HttpStatusCode status)
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();
        await RefuseForAsync(polling, TimeSpan.FromSeconds(30));

        polling.Api.RespondStatus(status);
        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await RefuseForAsync(polling, TimeSpan.FromSeconds(31));

        polling.Flags.Status.State.Should().Be(FlagProviderState.Misconfigured);
        polling.Logs.Count("Misconfigured").Should().Be(1);
    }

    [Test]
    public async Task RefreshAsync_ThatSucceeds_EndsTheStretch_AndTheLoopPlansFromThen()
    {
        await using var polling = await StartedAsync();
        await RefuseUntilSlowAsync(polling);
        polling.Time.Advance(TimeSpan.FromSeconds(100));
        polling.Api.RespondJson("[]");

        await polling.Flags.RefreshAsync();
        await polling.Time.AdvanceUntilAsync(() => UntilNextPoll(polling) == TimeSpan.FromSeconds(60));

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Failing, "this is another stretch");
    }

    [TestCase(0.0)]
    [TestCase(0.5)]
    [TestCase(0.999)]
    public async Task NoteServerReachable_BringsTheNextPollForward_WithJitter_OnceForEachStretch(double random)
    {
        await using var polling = await StartedAsync();
        for (var stretch = 0; stretch < 2; stretch++)
        {
            polling.Random = 0.5;
            await RefuseUntilSlowAsync(polling);
            polling.Time.Advance(TimeSpan.FromSeconds(7));
            var (requests, planned) = (polling.Api.Requests.Count, polling.Flags.Status.NextPollAt);

            polling.Random = random;
            Parallel.For(0, 8, _ => ProviderOf(polling).Poller.NoteServerReachable());

            await polling.Time.AdvanceUntilAsync(() => polling.Flags.Status.NextPollAt != planned);
            await polling.UntilPlannedAsync();
            if (random > 0)
            {
                polling.Api.Requests.Should().HaveCount(requests);
                UntilNextPoll(polling).Should().Be(TimeSpan.FromSeconds(10) * random);
                await polling.PollAsync();
            }

            polling.Api.Requests.Should().HaveCount(requests + 1);
            planned = polling.Flags.Status.NextPollAt;
            ProviderOf(polling).Poller.NoteServerReachable();
            await StandStillAsync(polling);
            polling.Flags.Status.NextPollAt.Should().Be(planned, "once is enough: it may be the environment alone that is refused");
            UntilNextPoll(polling).Should().BeGreaterThan(TimeSpan.FromMinutes(4));
            polling.Api.RespondJson("[]");
            await polling.PollAsync();
        }
    }

    [TestCase(HttpStatusCode.OK)]
    [TestCase(HttpStatusCode.BadGateway)]
    [TestCase(HttpStatusCode.Unauthorized)] // a first refusal: the next poll comes in a second or two anyway
    public async Task NoteServerReachable_WithoutALongPauseOfRefusals_ChangesNothing(HttpStatusCode status)
    {
        await using var polling = await StartedAsync();
        polling.Api.Response = (_, _) => status == HttpStatusCode.OK ? StubApi.Json(Bodies.List(Bodies.Flag("a_flag"))) : StubApi.Content(status, "oops", "text/plain");
        await polling.PollAsync();
        var (planned, provider) = (polling.Flags.Status.NextPollAt, ProviderOf(polling));

        var bytes = AllocatedBytes.Of(provider.Poller.NoteServerReachable);
        await StandStillAsync(polling);

        bytes.Should().Be(0);
        polling.Flags.Status.NextPollAt.Should().Be(planned);
    }

    [Test]
    public async Task NoteServerReachable_BeforeTheStartAndAfterTheStop_IsHarmless()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        var provider = ProviderOf(polling);
        provider.Poller.NoteServerReachable();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        await RefuseForAsync(polling, UntilLasting);
        var requests = polling.Api.Requests.Count;

        await polling.Host.StopAsync();
        provider.Poller.NoteServerReachable();
        await StandStillAsync(polling);

        polling.Api.Requests.Should().HaveCount(requests);
    }

    private static FlagProvider ProviderOf(PollingHost polling) => polling.Host.Services.GetRequiredKeyedService<FlagProvider>(Options.DefaultName);

    private static TimeSpan UntilNextPoll(PollingHost polling) => (polling.Flags.Status.NextPollAt ?? DateTimeOffset.MaxValue) - polling.Time.GetUtcNow();

    private static async Task RefuseUntilSlowAsync(PollingHost polling)
    {
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        await polling.PollAsync();
        await RefuseForAsync(polling, UntilLasting);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Misconfigured);
    }

    private static async Task RefuseForAsync(PollingHost polling, TimeSpan length)
    {
        var began = polling.Time.Elapsed;
        while (polling.Time.Elapsed - began < length)
        {
            await polling.PollAsync();
        }
    }

    /// <summary>Gives other threads turns in which they could do what they must not.</summary>
    private static async Task StandStillAsync(PollingHost polling)
    {
        var turns = 0;
        await polling.Time.AdvanceUntilAsync(() => turns++ > 2_000);
    }

    private static async Task<PollingHost> StartedAsync(bool hasData = true, HttpStatusCode status = HttpStatusCode.Forbidden)
    {
        var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        if (hasData)
        {
            polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        }
        else
        {
            polling.Api.RespondStatus(status);
        }

        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
