using System.Net;
using System.Net.Http.Headers;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Hints;

/// <summary>What a hint does to the polls and the users of a host.</summary>
public sealed class ChangeHintsTests
{
    private const string User = "user-1";

    [Test]
    public async Task EnvironmentChanged_PublishesTheChangeAtOnce_AndAsksNoMore()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "2")] };

        Hints(polling).EnvironmentChanged();
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Version == 2);
        await QuietAsync(polling, polls: 2, timers: 1);

        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(2);
        api.Count.Should().Be(0);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task EnvironmentChanged_AServerThatIsLateIsAskedAgain(int lateSteps)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")] };
        Hints(polling).EnvironmentChanged();
        for (var step = 0; step < lateSteps; step++)
        {
            await QuietAsync(polling, polls: 2 + step, timers: 2);
            api.Environment = [Bodies.Flag("a_flag", value: step == lateSteps - 1 ? "2" : "1"), Bodies.Flag("another")];
            polling.Time.Advance(polling.Time.UntilNextTimer!.Value);
        }

        await QuietAsync(polling, polls: 2 + lateSteps, timers: 1);

        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(2);
        polling.Time.Elapsed.TotalSeconds.Should().Be(lateSteps switch { 1 => 2, 2 => 12, _ => 65 });
    }

    [Test]
    public async Task ThousandHintsAtOnce_ArePolledForTwice()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "2")] };

        Parallel.For(0, 1000, _ => Hints(polling).EnvironmentChanged());
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Version == 2 && polling.Time.ArmedTimers == 2);
        polling.Time.Advance(TimeSpan.FromSeconds(1));
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 2 && polling.Time.UntilNextTimer <= TimeSpan.FromSeconds(1), TimeSpan.Zero, 1_000_000);

        Polls(polling).Should().BeInRange(2, 3, "the first load, one for the first hint, and one for all that came after it");
    }

    [Test]
    public async Task HintWhileTheServerAskedToWait_IsNoRequest()
    {
        await using var polling = await StartedAsync();
        polling.Api.Response = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(10)) } });
        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        await polling.UntilPlannedAsync();

        Hints(polling).EnvironmentChanged();
        foreach (var seconds in (int[])[2, 10, 53])
        {
            await QuietAsync(polling, polls: 2, timers: 2);
            polling.Time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await QuietAsync(polling, polls: 2, timers: 1);
    }

    [Test]
    public async Task HintThatFails_IsAFailedPoll_AndTriedAgain()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(HttpStatusCode.BadGateway);
        Hints(polling).EnvironmentChanged();
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Status.ConsecutiveFailures == 1);
        await QuietAsync(polling, polls: 2, timers: 2);
        _ = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "2")] };

        polling.Time.Advance(TimeSpan.FromSeconds(2));

        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.GetValue("a_flag", 0) == 2);
    }

    [TestCase(EnvironmentChangePolicy.FollowAndRefresh, false)]
    [TestCase(EnvironmentChangePolicy.Follow, false)]
    [TestCase(EnvironmentChangePolicy.WaitForRefresh, true)]
    public async Task UsersChanged_EveryUserIsFetchedAgainAtTheNextRead(EnvironmentChangePolicy policy, bool waits)
    {
        await using var polling = await StartedAsync(options => options.Identities.WhenEnvironmentChanges = policy);
        var api = new UsersApi(polling.Api);
        string[] users = [.. Enumerable.Range(0, 50).Select(number => $"user-{number}")];
        await ReadAsync(polling, users);
        var gold = new FlagIdentity("user-0") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } };
        await polling.Users.GetFlagsAsync(gold);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "9")];

        Hints(polling).UsersChanged();
        await polling.Time.AdvanceUntilAsync(() => users.All(user => IsMarked(polling, user)));
        if (!waits)
        {
            polling.Cached("user-0").GetValue("a_flag", 0).Should().Be(1, "users stay readable meanwhile");
        }

        await ReadUntilAsync(polling, users, value: 9);
        await polling.Time.AdvanceUntilAsync(() => HasValue(polling.Users.GetFlagsAsync(gold), 9));
        api.Count.Should().Be(102);
        await polling.Time.AdvanceUntilAsync(() => Polls(polling) > 1);
    }

    [Test]
    public async Task UsersChanged_AServerThatIsLateIsAskedAgain()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await ReadAsync(polling, User);
        Hints(polling).UsersChanged();
        await polling.Time.AdvanceUntilAsync(() => HasValue(polling.Users.GetFlagsAsync(User), 1) && api.Count == 2); // as before
        await polling.Time.AdvanceUntilAsync(() => polling.RemoteUsers.Flights == 0); // else its time limit may be one of the three
        await QuietAsync(polling, polls: 2, timers: 3);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "9")];

        polling.Time.Advance(TimeSpan.FromSeconds(2));

        await ReadUntilAsync(polling, [User], value: 9);
    }

    [Test]
    public async Task UserChanged_OnlyThatUserIsFetchedAgain_AndNothingIsPolled()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await ReadAsync(polling, User, "user-2");
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "9")];

        Hints(polling).UserChanged(User);

        (await polling.Users.GetFlagsAsync(User)).GetValue("a_flag", 0).Should().Be(9);
        polling.Cached("user-2").GetValue("a_flag", 0).Should().Be(1);
        api.Count.Should().Be(3);
        await QuietAsync(polling, polls: 1, timers: 2);
        IsMarked(polling, "user-2").Should().BeFalse();
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "10")];
        polling.Time.Advance(TimeSpan.FromSeconds(2));
        await polling.Time.AdvanceUntilAsync(() => !IsCached(polling, User)); // again, as the response may have been late
        (await polling.Users.GetFlagsAsync(User)).GetValue("a_flag", 0).Should().Be(10);
        Polls(polling).Should().Be(1);
    }

    [TestCase(1001, 5)]
    [TestCase(200, 2000)]
    public async Task UserChanged_ForMoreUsersThanAreRemembered_IsForAllUsers(int count, int length)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await ReadAsync(polling, User);
        var hints = Hints(polling);

        for (var number = 0; number < count; number++)
        {
            hints.UserChanged($"{number}".PadLeft(length, 'x'));
        }

        await polling.Time.AdvanceUntilAsync(() => IsMarked(polling, User));
        api.Count.Should().Be(1);
    }

    [TestCase("environment")]
    [TestCase("users")]
    [TestCase("user")]
    public async Task LocalEvaluation_EveryHintPolls(string hint)
    {
        await using var polling = new PollingHost(options => (options.Mode, options.PollInterval) = (FlagsmithMode.LocalEvaluation, TimeSpan.FromHours(1)));
        polling.Api.RespondJson(Documents.Of([Documents.State("limit", "5")]));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Api.RespondJson(Documents.Of([Documents.State("limit", "5")], overrides: [Documents.Override(User, Documents.State("limit", "7"))]));

        Send(Hints(polling), hint);
        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Version == 2);

        (await polling.Users.GetFlagsAsync(User)).GetValue("limit", 0).Should().Be(7);
    }

    [TestCase("environment")]
    [TestCase("users")]
    [TestCase("user")]
    public async Task AfterTheStop_HintsDoNothing(string hint)
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);
        await polling.Host.StopAsync();

        Send(Hints(polling), hint);

        await QuietAsync(polling, polls: 1, timers: 0);
    }

    [Test]
    public async Task Replaced_TheUserIsInvalidated_AndNothingIsPolled()
    {
        await using var polling = new PollingHost(setDefaults: false);
        using var flags = new TestFlagProvider();
        var users = new TestIdentityFlagProvider(flags);
        polling.Services.UseTestFlags(flags, users);
        await polling.StartAsync();

        Send(Hints(polling), "environment");
        Send(Hints(polling), "users");
        Send(Hints(polling), "user");

        polling.Api.Requests.Should().BeEmpty();
        Hints(polling).Invoking(hints => hints.UserChanged(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public async Task UserOfNoName_IsAnError()
    {
        await using var polling = await StartedAsync();

        Hints(polling).Invoking(hints => hints.UserChanged(null!)).Should().Throw<ArgumentNullException>();
    }

    [Test]
    public async Task Named_EachEnvironmentHasItsHints()
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromHours(1));
        polling.AddNamed("other", options => options.PollInterval = TimeSpan.FromHours(1));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "2")));

        polling.Host.Services.GetRequiredKeyedService<IFlagChangeHints>("other").EnvironmentChanged();

        var other = polling.Host.Services.GetRequiredKeyedService<IFlagProvider>("other");
        await polling.Time.AdvanceUntilAsync(() => other.Current.GetValue("a_flag", 0) == 2);
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(1);
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(options =>
        {
            options.PollInterval = TimeSpan.FromHours(1);
            options.Identities.TimeToLive = TimeSpan.FromHours(1);
            configure?.Invoke(options);
        });
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }

    private static IFlagChangeHints Hints(PollingHost polling) => polling.Host.Services.GetRequiredService<IFlagChangeHints>();

    private static int Polls(PollingHost polling) => polling.Api.Requests.Count(request => request.RequestUri!.AbsolutePath.EndsWith("/flags/", StringComparison.Ordinal));

    private static bool IsCached(PollingHost polling, string user) => polling.RemoteUsers.Walk().Any(view => view.Identifier == user);

    private static bool IsMarked(PollingHost polling, string user) =>
        polling.RemoteUsers.Walk().Where(view => view.Identifier == user).All(view => view.IsOutdated || !view.IsFreshAt(polling.Time.Elapsed.Ticks));

    private static void Send(IFlagChangeHints hints, string hint)
    {
        switch (hint)
        {
            case "environment":
                hints.EnvironmentChanged();
                break;
            case "users":
                hints.UsersChanged();
                break;
            default:
                hints.UserChanged(User);
                break;
        }
    }

    private static async Task ReadAsync(PollingHost polling, params string[] users)
    {
        foreach (var user in users)
        {
            (await polling.Users.GetFlagsAsync(user)).GetValue("a_flag", 0).Should().Be(1);
        }
    }

    private static bool HasValue(ValueTask<IIdentityFlagSnapshot> read, int value) => read.IsCompletedSuccessfully && read.Result.GetValue("a_flag", 0) == value;

    private static async Task ReadUntilAsync(PollingHost polling, string[] users, int value)
    {
        foreach (var user in users)
        {
            await polling.Time.AdvanceUntilAsync(() => HasValue(polling.Users.GetFlagsAsync(user), value));
        }
    }

    // Nothing is under way: so many polls were sent, and so many timers are armed.
    private static Task QuietAsync(PollingHost polling, int polls, int timers) =>
        polling.Time.AdvanceUntilAsync(() => Polls(polling) == polls && polling.Time.ArmedTimers == timers && (polling.Flags.Status.NextPollAt is not null || polling.Flags.Status.State == FlagProviderState.Stopped));
}
