using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>The slots for users' requests: readers wait for one, the background takes free ones, and each is given back.</summary>
public sealed class FetchSlotsTests
{
    private static readonly TimeSpan BeyondTimeToLive = TimeSpan.FromMinutes(5.6);

    [Test]
    public async Task Readers_WaitForEachOther()
    {
        await using var polling = await StartedAsync(most: 2);
        var api = new HeldRequests(polling.Api);
        var reads = Enumerable.Range(0, 5).Select(number => polling.Users.GetFlagsAsync($"user-{number}").AsTask()).ToArray();

        for (var number = 1; number <= 5; number++)
        {
            var running = Math.Min(5, number + 1);
            await polling.Time.AdvanceUntilAsync(() => api.Count == running);
            await SettleAsync();
            api.Count.Should().Be(running, "two run at once");
            api.Succeed(number);
        }

        (await Task.WhenAll(reads)).Should().OnlyContain(user => !user.IsFallback);
    }

    [Test]
    public async Task Reader_WhoFindsNoSlotInTime_GetsTheFallback()
    {
        await using var polling = await StartedAsync(most: 1);
        var api = new HeldRequests(polling.Api);
        var first = polling.Users.GetFlagsAsync("one").AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);

        polling.SetFetchTimeout(TimeSpan.FromSeconds(3)); // else the slot is free at the same moment
        var second = polling.Users.GetFlagsAsync("another").AsTask();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 4); // the poll's, two of the request, one of the read that waits
        polling.Time.Advance(TimeSpan.FromSeconds(3));

        (await second).IsFallback.Should().BeTrue();
        (api.Count, first.IsCompleted).Should().Be((1, false));
        api.Succeed(1);
        await first;
    }

    [Test]
    public async Task Background_GivesItsSlotBack()
    {
        await using var polling = await StartedAsync(most: 1);
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("one");
        for (var fetches = 2; fetches < 6; fetches++)
        {
            polling.Time.Advance(BeyondTimeToLive);
            polling.Cached("one");
            await polling.Time.AdvanceUntilAsync(() => api.Count == fetches && polling.RemoteUsers.Flights == 0);
        }
    }

    [Test]
    public async Task Background_AfterAFailure_WaitsForTheBackoff()
    {
        await using var polling = await StartedAsync(most: 8);
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("one");
        polling.Time.Advance(BeyondTimeToLive);
        api.Fail(HttpStatusCode.BadGateway);
        polling.Cached("one");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2 && polling.RemoteUsers.Flights == 0);

        polling.Cached("one");
        await SettleAsync();
        api.Count.Should().Be(2, "it has just failed");
        polling.Time.Advance(TimeSpan.FromSeconds(5));
        polling.Cached("one");

        await polling.Time.AdvanceUntilAsync(() => api.Count == 3);
    }

    [Test]
    public async Task Failure_IsForgotten_WithTheNextResponse()
    {
        await using var polling = await StartedAsync(most: 8);
        var api = new UsersApi(polling.Api);
        api.Fail(HttpStatusCode.BadGateway);
        (await polling.Users.GetFlagsAsync("one")).IsFallback.Should().BeTrue();
        api.Response = null;
        await polling.Users.RefreshAsync("one");
        polling.Users.Invalidate("one");

        (await polling.Users.GetFlagsAsync("one")).IsFallback.Should().BeFalse();

        api.Count.Should().Be(3);
    }

    [Test]
    public async Task ReadWithTraits_ThatFails_GetsTheEnvironmentsFlags()
    {
        await using var polling = await StartedAsync(most: 8);
        new UsersApi(polling.Api).Fail(HttpStatusCode.BadGateway);

        var user = await polling.Users.GetFlagsAsync(new FlagIdentity("one") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } });

        (user.IsFallback, user.GetValue("a_flag", 0)).Should().Be((true, 1));
    }

    [Test]
    public async Task WithoutWindows_AResponseIsKeptForItsTimeToLive()
    {
        await using var polling = await StartedAsync(most: 8, options => (options.Identities.StaleIfError, options.Identities.StaleWhileRevalidate) = (TimeSpan.Zero, TimeSpan.Zero));
        var api = new UsersApi(polling.Api);
        _ = polling.RemoteUsers; // whose clock begins here
        polling.Time.Advance(TimeSpan.FromHours(1)); // at any age of the process
        var first = await polling.Users.GetFlagsAsync("one");

        polling.Time.Advance(TimeSpan.FromMinutes(4));

        polling.Cached("one").Should().BeSameAs(first);
        api.Count.Should().Be(1);
        polling.Time.Advance(TimeSpan.FromMinutes(5));
        await polling.Time.AdvanceUntilAsync(() => polling.RemoteUsers.Count == 0);
    }

    [TestCase(119_750, true)]
    [TestCase(120_000, false)]
    public async Task StaleResponse_IsServedUntilTheEndOfItsWindow(int milliseconds, bool isServed)
    {
        await using var polling = await StartedAsync(most: 8, options => (options.Identities.TimeToLive, options.Identities.StaleWhileRevalidate) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("one");
        api.Wait = static (_, token) => Task.Delay(Timeout.Infinite, token);

        polling.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        polling.Users.GetFlagsAsync("one").AsTask().IsCompleted.Should().Be(isServed);
    }

    // A fetch that succeeds shows that the server is there again, and that the key is right.
    [Test]
    public async Task Success_BringsAPollForward_ThatWaitsAfterRefusals()
    {
        await using var polling = await StartedAsync(most: 8);
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);
        for (var poll = 0; poll < 12; poll++)
        {
            await polling.PollAsync();
        }

        var planned = polling.Flags.Status.NextPollAt;
        _ = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("one");

        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Status.NextPollAt is { } next && next < planned);
    }

    // Whatever is called first starts the clock by which responses age.
    [TestCase("refresh")]
    [TestCase("write")]
    public async Task ResponseToTheFirstCall_Ages(string call)
    {
        await using var polling = await StartedAsync(most: 8);
        var api = new UsersApi(polling.Api);
        await (call == "refresh" ? polling.Users.RefreshAsync("one") : polling.Users.ForIdentity("one").SetTraitAsync("plan", "gold"));
        var requests = api.Count;

        polling.Time.Advance(BeyondTimeToLive);
        polling.Cached("one");

        await polling.Time.AdvanceUntilAsync(() => api.Count == requests + 1);
    }

    [Test]
    public async Task ErrorOfOurOwn_WhileAResponseIsRead_NamesItsKindAlone()
    {
        var isBroken = false;
        await using var polling = new PollingHost { NextRandom = () => isBroken ? throw new ArgumentException("the-secret") : 0.5 };
        _ = new UsersApi(polling.Api);
        await polling.StartAsync();
        isBroken = true;

        (await polling.Users.Awaiting(users => users.RefreshAsync("one")).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Message.Should().Contain(nameof(ArgumentException)).And.NotContain("the-secret");
    }

    [Test]
    public async Task Refresh_OfNobody_IsRefused()
    {
        await using var polling = await StartedAsync(most: 8);
        var api = new UsersApi(polling.Api);

        await polling.Users.Awaiting(users => users.RefreshAsync("")).Should().ThrowAsync<ArgumentException>();

        api.Count.Should().Be(0);
    }

    private static async Task SettleAsync()
    {
        for (var yields = 0; yields < 200; yields++)
        {
            await Task.Yield();
        }
    }

    private static async Task<PollingHost> StartedAsync(int most, Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(options =>
        {
            options.Identities.MaxConcurrentFetches = most;
            configure?.Invoke(options);
        });
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another"))); // as the users' API has it
        await polling.StartAsync();
        return polling;
    }
}
