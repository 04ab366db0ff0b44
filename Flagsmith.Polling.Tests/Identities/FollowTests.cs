namespace Flagsmith.Polling.Tests.Identities;

/// <summary>What a cached user has after the environment has changed: the environment's flags, and what is the user's own.</summary>
public sealed class FollowTests
{
    private const string User = "user-1";

    private static readonly WireFlag Other = new("other", 1, Enabled: false); // off, so that the environment is one that shows disabled flags

    /// <summary>Of the flag "a": the environment's when the request is sent, the user's, the environment's after it; and what the user has then. Null for no such flag.</summary>
    private static IEnumerable<TestCaseData> Changes()
    {
        // With ids: the environment's own id.
        yield return Case("kill switch", A(5, true), A(5, true), A(5, false), A(5, false));
        yield return Case("value", A(5, true, "1"), A(5, true, "1"), A(5, true, "2"), A(5, true, "2"));
        yield return Case("kill switch by a new version of the state", A(5, true), A(5, true), A(6, false), A(6, false));
        yield return Case("kill switch of a variant", A(5, true, "control"), A(5, true, "red", "red"), A(5, false, "control"), A(5, false, "red", "red"));
        yield return Case("control value of a variant", A(5, true, "control"), A(5, true, "red", "red"), A(5, true, "blue"), A(5, true, "red", "red"));
        yield return Case("control value of the control variant", A(5, true, "1"), A(5, true, "1", "control"), A(5, true, "2"), A(5, true, "2", "control"));
        yield return Case("response newer than the environment", A(5, true), A(5, false), A(5, false), A(5, false));
        yield return Case("response newer, then back", A(5, true, "1"), A(5, false, "1"), A(5, true, "2"), A(5, true, "2"));
        yield return Case("response off, environment on before and after", A(5, true), A(5, false), A(5, true), A(5, true));
        yield return Case("value of one's own, nothing new of the flag", A(5, true, "1"), A(5, true, "9"), A(5, true, "1"), A(5, true, "9"));

        // With ids: another id is an override.
        yield return Case("override", A(5, true), A(90, true, "x"), A(5, false), A(90, true, "x"));
        yield return Case("override equal in all but the id", A(5, true), A(90, true), A(5, false), A(90, true));
        yield return Case("override off", A(5, true), A(90, false), A(5, true, "2"), A(90, false));
        yield return Case("override of a flag that leaves", A(5, true), A(90, true), null, null);

        // Without ids: what is equal is not own.
        yield return Case("no ids: kill switch", A(null, true), A(null, true), A(null, false), A(null, false));
        yield return Case("no ids: kill switch of a variant", A(null, true, "control"), A(null, true, "red"), A(null, false, "control"), A(null, false, "red"));
        yield return Case("no ids: override", A(null, true), A(null, false), A(null, true, "2"), A(null, false, "2"));
        yield return Case("no ids: override that the environment comes to", A(null, true), A(null, false), A(null, false), A(null, false));
        yield return Case("no ids: value of one's own", A(null, true, "1"), A(null, true, "9"), A(null, false, "2"), A(null, false, "9"));
        yield return Case("no ids on the user's side", A(5, true), A(null, true), A(5, false), A(5, false));

        // Flags that come and go.
        yield return Case("added", null, null, A(5, true), A(5, true));
        yield return Case("removed", A(5, true), A(5, true), null, null);
        yield return Case("the user has no such flag", A(5, true), null, A(5, true, "2"), null);
        yield return Case("the user's alone, then the environment's too", null, A(5, true, "1"), A(5, false, "1"), A(5, false, "1"));
        yield return Case("the user's alone, then an override", null, A(90, true, "1"), A(5, false), A(90, true, "1"));
        yield return Case("the user's alone, and stays", null, A(90, true, "1"), null, A(90, true, "1"));
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Change_WhatIsNotOwnFollowsAtOnce(WireFlag? before, WireFlag? user, WireFlag? after, WireFlag? expected)
    {
        await using var polling = await StartedAsync(before, EnvironmentChangePolicy.Follow);
        var api = new UsersApi(polling.Api) { Environment = Bodies(before), FlagsOf = _ => Bodies(user) };
        var held = await polling.Users.GetFlagsAsync(User);
        api.Environment = [.. Bodies(after), $"{new WireFlag("fresh", 2, Enabled: true)}"];

        var environment = await polling.Flags.RefreshAsync();

        var read = polling.Cached(User);
        Describe(read).Should().Be(Describe(expected));
        read.IsEnabled("fresh").Should().BeTrue("added flags follow");
        polling.Cached(User).Should().BeSameAs(read);
        (api.Count, polling.RemoteUsers.Flights).Should().Be((1, 0), "nothing is fetched before the time to live is over");
        read.Version.Should().Be(environment.Version);
        read.FetchedAt.Should().Be(held.FetchedAt);
        polling.Cached(User).Should().BeSameAs(read);
        Describe(held).Should().Be(Describe(user), "a snapshot in hand never changes");
        held.HasFeature("fresh").Should().BeFalse();
        api.Count.Should().Be(1, "nothing was fetched");
    }

    [TestCase(EnvironmentChangePolicy.FollowAndRefresh)]
    [TestCase(EnvironmentChangePolicy.WaitForRefresh)]
    [TestCase(EnvironmentChangePolicy.Follow)]
    public async Task KillSwitch_ReachesTheNextRead(EnvironmentChangePolicy policy)
    {
        var flag = A(5, true);
        await using var polling = await StartedAsync(flag, policy);
        var api = new UsersApi(polling.Api) { Environment = Bodies(flag) };
        (await polling.Users.ForIdentity(User).IsEnabledAsync("a")).Should().BeTrue();
        api.Environment = Bodies(A(5, false));
        api.FlagsOf = _ => Bodies(A(5, false));
        await polling.Flags.RefreshAsync();

        (await polling.Users.ForIdentity(User).IsEnabledAsync("a")).Should().BeFalse();

        await polling.Time.AdvanceUntilAsync(() => api.Count == (policy == EnvironmentChangePolicy.Follow ? 1 : 2));
        (await polling.Users.ForIdentity(User).IsEnabledAsync("a")).Should().BeFalse();
    }

    [Test]
    public async Task FollowAndRefresh_OverrideIsSettledInTheBackground()
    {
        await using var polling = await StartedAsync(A(5, true), EnvironmentChangePolicy.FollowAndRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)), FlagsOf = _ => Bodies(A(90, true, "mine")) };
        await polling.Users.GetFlagsAsync(User);
        api.Environment = Bodies(A(5, false));
        api.FlagsOf = _ => Bodies(A(5, false));
        await polling.Flags.RefreshAsync();

        Describe(polling.Cached(User)).Should().Be(Describe(A(90, true, "mine")), "what is own stays until the fetch");
        await polling.Time.AdvanceUntilAsync(() => !polling.Cached(User).IsEnabled("a"));

        api.Count.Should().Be(2);
    }

    [Test]
    public async Task WaitForRefresh_TheReadGetsWhatIsFetched_AndTheFollowedViewWhenThatFails()
    {
        await using var polling = await StartedAsync(A(5, true), EnvironmentChangePolicy.WaitForRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)), FlagsOf = _ => [$"{A(90, true, "mine")}", $"{Other}", $"{new WireFlag("b", 6, true)}"] };
        await polling.Users.GetFlagsAsync(User);
        await ChangeAsync(A(5, false), A(91, false, "new"));

        Describe(await polling.Users.GetFlagsAsync(User)).Should().Be(Describe(A(91, false, "new")));
        api.Fail(System.Net.HttpStatusCode.BadGateway);
        await ChangeAsync(A(5, true, "2"), A(92, true));

        var followed = await polling.Users.GetFlagsAsync(User);
        (Describe(followed), followed.IsFallback, followed.Version).Should().Be((Describe(A(91, false, "new")), false, polling.Flags.Current.Version));

        async Task ChangeAsync(WireFlag environment, WireFlag user)
        {
            api.Environment = Bodies(environment);
            api.FlagsOf = _ => Bodies(user);
            await polling.Flags.RefreshAsync();
        }
    }

    [Test]
    public async Task WaitForRefresh_WithoutAChange_ServesWhatIsStale_WhileItIsFetched()
    {
        await using var polling = await StartedAsync(A(5, true), EnvironmentChangePolicy.WaitForRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)) };
        var first = await polling.Users.GetFlagsAsync(User);
        polling.Time.Advance(TimeSpan.FromMinutes(5.6)); // beyond the time to live and its jitter
        api.Wait = static (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        polling.Cached(User).Should().BeSameAs(first);

        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);
    }

    [TestCase(30, false)]
    [TestCase(70, true)]
    public async Task FollowedView_IsServedOnError_AsLongAsStaleIfErrorAllows(int seconds, bool isFallback)
    {
        await using var polling = new PollingHost(options =>
        {
            options.Identities.WhenEnvironmentChanges = EnvironmentChangePolicy.WaitForRefresh;
            (options.Identities.StaleIfError, options.Identities.StaleWhileRevalidate) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        });
        polling.Api.RespondJson(Doubles.Bodies.List(Bodies(A(5, true))));
        polling.Random = 0.5;
        await polling.StartAsync();
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)) };
        await polling.Users.GetFlagsAsync(User);
        polling.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(seconds));
        api.Environment = Bodies(A(5, false));
        await polling.Flags.RefreshAsync();
        api.Fail(System.Net.HttpStatusCode.BadGateway);

        (await polling.Users.GetFlagsAsync(User)).IsFallback.Should().Be(isFallback);
    }

    [Test]
    public async Task StaleView_IsKeptAsLongAsTheLongerWindowAllows()
    {
        await using var polling = new PollingHost(options =>
            (options.Identities.StaleIfError, options.Identities.StaleWhileRevalidate) = (TimeSpan.Zero, TimeSpan.FromHours(1)));
        polling.Api.RespondJson(Doubles.Bodies.List(Bodies(A(5, true))));
        await polling.StartAsync();
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)) };
        var first = await polling.Users.GetFlagsAsync(User);

        polling.Time.Advance(TimeSpan.FromMinutes(30));

        polling.Cached(User).Should().BeSameAs(first);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);
    }

    [Test]
    public async Task WaitForRefresh_AFetchSentBeforeTheChangeIsNotEnough()
    {
        await using var polling = await StartedAsync(A(5, true), EnvironmentChangePolicy.WaitForRefresh);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var user = A(90, true, "old");
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)) };
        api.FlagsOf = _ => Bodies(user);
        api.Response = async request =>
        {
            var body = UsersApi.Body(request, Bodies(user)); // as of the request
            await (api.Count == 1 ? gate.Task : Task.CompletedTask);
            return await StubApi.Json(body);
        };
        var early = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        user = A(91, true, "new");
        api.Environment = Bodies(A(5, false));
        await polling.Flags.RefreshAsync();

        var late = polling.Users.GetFlagsAsync(User).AsTask();
        gate.SetResult();

        Describe(await late).Should().Be(Describe(user));
        await early;
        api.Count.Should().Be(2);
    }

    [TestCase(null)]
    [TestCase(5)]
    public async Task ResponseAsBeforeTheChange_IsAnotherServersLag_AndFetchedAgain(int? id)
    {
        await using var polling = await StartedAsync(A(id, true, "1"), EnvironmentChangePolicy.FollowAndRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(id, true, "1")), FlagsOf = _ => Bodies(A(id, true, "1")) };
        await polling.Users.GetFlagsAsync("somebody"); // users are in use
        api.Environment = Bodies(A(id, false, "2"));
        await polling.Flags.RefreshAsync();
        await polling.Users.GetFlagsAsync("somebody");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);

        Describe(await polling.Users.GetFlagsAsync(User)).Should().Be(Describe(A(id, false, "2")), "the environment is newer than the response");
        var count = api.Count;
        api.FlagsOf = _ => Bodies(A(id, false, "2"));
        polling.Time.Advance(TimeSpan.FromSeconds(1.5));
        Describe(polling.Cached(User)).Should().Be(Describe(A(id, false, "2")));

        await polling.Time.AdvanceUntilAsync(() => api.Count == count + 1);
    }

    [TestCase(90, 5, 0)]
    [TestCase(null, null, 20)]
    public async Task OverrideAsTheEnvironmentWasBefore_IsOwn(int? user, int? environment, int secondsAfter)
    {
        await using var polling = await StartedAsync(A(environment, true, "1"), EnvironmentChangePolicy.FollowAndRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(environment, true, "1")) };
        await polling.Users.GetFlagsAsync("somebody");
        api.Environment = Bodies(A(environment, false, "2"));
        api.FlagsOf = _ => Bodies(A(user, true, "1"));
        await polling.Flags.RefreshAsync();
        await polling.Users.GetFlagsAsync("somebody else");
        polling.Time.Advance(TimeSpan.FromSeconds(secondsAfter)); // without ids it can be told from lag only later

        Describe(await polling.Users.GetFlagsAsync(User)).Should().Be(Describe(A(user, true, "1")));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task HiddenFlags_AnOverrideThatIsOnStays(bool isOverride)
    {
        await using var polling = new PollingHost(options => options.Identities.WhenEnvironmentChanges = EnvironmentChangePolicy.Follow);
        var (shown, a) = (new WireFlag("shown", 1, true), A(5, true));
        polling.Api.RespondJson(Doubles.Bodies.List($"{shown}", $"{a}"));
        await polling.StartAsync();
        var api = new UsersApi(polling.Api) { Environment = [$"{shown}", $"{a}"], FlagsOf = _ => [$"{shown}", $"{(isOverride ? A(90, true) : a)}"] };
        await polling.Users.GetFlagsAsync(User);
        api.Environment = [$"{shown}"]; // off, and so hidden
        await polling.Flags.RefreshAsync();

        polling.Cached(User).IsEnabled("a").Should().Be(isOverride);
    }

    [TestCase(EnvironmentChangePolicy.FollowAndRefresh)]
    [TestCase(EnvironmentChangePolicy.Follow)]
    public async Task EnvironmentWithoutFlags_IsNotFollowed_TheUsersOwnResponseDecides(EnvironmentChangePolicy policy)
    {
        await using var polling = await StartedAsync(A(5, true), policy);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)), FlagsOf = _ => Bodies(A(90, true)) };
        await polling.Users.GetFlagsAsync(User);
        api.Environment = [];
        await polling.Flags.RefreshAsync();
        polling.Flags.Current.Flags.Should().BeEmpty();
        api.FlagsOf = _ => [];

        Describe(polling.Cached(User)).Should().Be(Describe(A(90, true)));
        await polling.Time.AdvanceUntilAsync(() => polling.Cached(User).Flags.Count == 0);

        api.Count.Should().Be(2);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task DefaultsAreNoEnvironmentToFollow(bool isStale)
    {
        await using var polling = new PollingHost(options =>
        {
            options.Defaults["a"] = new FlagDefault { Enabled = false };
            options.MaxStaleness = TimeSpan.FromMinutes(2);
            options.WhenStale = StalePolicy.ServeDefaults;
            options.StartupPolicy = StartupPolicy.DoNotWait;
            options.Identities.StaleIfError = TimeSpan.FromDays(7); // longer than a busy machine lets the clock run
        });
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)), FlagsOf = _ => Bodies(A(5, true)) };
        if (isStale)
        {
            await polling.Flags.RefreshAsync();
        }

        await polling.Users.GetFlagsAsync(User);
        api.Fail(System.Net.HttpStatusCode.BadGateway);
        if (isStale)
        {
            polling.Api.RespondStatus(System.Net.HttpStatusCode.BadGateway);
            await polling.StartAsync();
            await polling.Time.AdvanceUntilAsync(() => polling.Flags.Current.Source == FlagSource.Defaults, TimeSpan.FromSeconds(10), maxSteps: 10_000);
        }

        (await polling.Users.GetFlagsAsync(User)).Should().Match<IIdentityFlagSnapshot>(user => user.IsEnabled("a") && !user.IsFallback);
    }

    [Test]
    public async Task Maintenance_LetsUsersFollowWhomNobodyReads()
    {
        await using var polling = await StartedAsync(A(5, true), EnvironmentChangePolicy.FollowAndRefresh);
        var api = new UsersApi(polling.Api) { Environment = Bodies(A(5, true)) };
        for (var user = 0; user < 3_000; user++)
        {
            await polling.Users.GetFlagsAsync($"user-{user}");
        }

        api.Environment = Bodies(A(5, false));
        await polling.Flags.RefreshAsync();
        var requests = api.Count;
        polling.Time.Advance(TimeSpan.FromSeconds(31));
        await polling.Time.AdvanceUntilAsync(() => Users(polling).All(user => user.Snapshot.Version == polling.Flags.Current.Version));

        Users(polling).Should().HaveCount(3_000).And.OnlyContain(user => !user.Snapshot.IsEnabled("a", true));
        api.Count.Should().Be(requests, "that costs no requests");
    }

    private static IEnumerable<Polling.Identities.CachedUser> Users(PollingHost polling) => polling.RemoteUsers.Walk();

    private static TestCaseData Case(string name, WireFlag? before, WireFlag? user, WireFlag? after, WireFlag? expected) =>
        new TestCaseData(before, user, after, expected).SetArgDisplayNames(name);

    private static WireFlag A(int? id, bool enabled, string value = "", string? variant = null) => new("a", id, enabled, value, variant);

    private static string[] Bodies(WireFlag? flag) => flag is null ? [$"{Other}"] : [$"{flag}", $"{Other}"];

    private static string Describe(IFlagSnapshot flags) => flags.GetFlag("a") is { } flag ? $"{flag.Id} {flag.Enabled} {flag.Value.Text} {flag.Variant}" : "absent";

    private static string Describe(WireFlag? flag) => flag is null ? "absent" : $"{flag.Id} {flag.Enabled} {flag.Value} {flag.Variant}";

    private static async Task<PollingHost> StartedAsync(WireFlag? flag, EnvironmentChangePolicy policy)
    {
        var polling = new PollingHost(options => options.Identities.WhenEnvironmentChanges = policy);
        polling.Api.RespondJson(Doubles.Bodies.List(Bodies(flag)));
        await polling.StartAsync();
        return polling;
    }
}
