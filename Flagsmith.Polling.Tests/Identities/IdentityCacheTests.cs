using System.Net;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>When a user is fetched, when served from the cache, and what is served when fetching fails.</summary>
public sealed class IdentityCacheTests
{
    private const string User = "user-1";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task GetFlags_CachedUser_AsksOnceAndCompletesAtOnce()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);

        var first = await polling.Users.GetFlagsAsync(User);
        var second = polling.Users.GetFlagsAsync(User);

        second.IsCompletedSuccessfully.Should().BeTrue();
        (await second).Should().BeSameAs(first);
        api.Count.Should().Be(1);
    }

    [Test]
    public async Task GetFlags_AfterTimeToLive_ServesOnceMoreAndFetchesInTheBackground()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")] };
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];

        polling.Time.Advance(TimeSpan.FromMinutes(4));
        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(1);
        api.Count.Should().Be(1);
        polling.Time.Advance(TimeSpan.FromMinutes(1.5));
        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(1, "it is stale, and served while it is fetched anew");
        await polling.Time.AdvanceUntilAsync(() => polling.Cached(User).GetValue("a_flag", 0) == 2);

        api.Count.Should().Be(2);
    }

    [Test]
    public async Task GetFlags_AfterTheStaleWindow_WaitsForTheFetch()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")] };
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];

        polling.Time.Advance(TimeSpan.FromMinutes(7));

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
    }

    [Test]
    public async Task GetFlags_FetchFails_ServesStaleWithinItsWindow_ThenTheEnvironment()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "77")] };
        await polling.Users.GetFlagsAsync(User);
        api.Fail(HttpStatusCode.InternalServerError);

        polling.Time.Advance(TimeSpan.FromMinutes(30));
        var stale = await polling.Users.GetFlagsAsync(User);
        polling.Time.Advance(TimeSpan.FromMinutes(40));
        var fallback = await polling.Users.GetFlagsAsync(User);

        (stale.GetValue("a_flag", 0), stale.IsFallback).Should().Be((77, false));
        (fallback.GetValue("a_flag", 0), fallback.IsFallback, fallback.Source).Should().Be((1, true, FlagSource.EnvironmentFallback));
    }

    [Test]
    public async Task GetFlags_FetchFails_AsksAgainOnlyAfterTheBackoff()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        api.Fail(HttpStatusCode.InternalServerError);

        for (var i = 0; i < 20; i++)
        {
            (await polling.Users.GetFlagsAsync(User)).IsFallback.Should().BeTrue();
        }

        api.Count.Should().Be(1);
        polling.Time.Advance(TimeSpan.FromSeconds(5.5));
        api.Response = null;

        (await polling.Users.GetFlagsAsync(User)).IsFallback.Should().BeFalse();
        api.Count.Should().Be(2);
    }

    [Test]
    public async Task GetFlags_FallbackIsThrow_Throws()
    {
        await using var polling = await StartedAsync(options => options.Identities.Fallback = IdentityFallback.Throw);
        new UsersApi(polling.Api).Fail(HttpStatusCode.InternalServerError);

        var thrown = await polling.Users.Awaiting(users => users.GetFlagsAsync(User)).Should().ThrowAsync<FlagsmithApiException>();

        thrown.Which.Kind.Should().Be(FlagsmithErrorKind.ServerError);
        thrown.Which.ToString().Should().NotContain(User).And.NotContain(PollingHost.Key);
    }

    [Test]
    public async Task GetTraits_FetchFails_ThrowsEvenWhenFlagsFallBack()
    {
        await using var polling = await StartedAsync();
        new UsersApi(polling.Api).Fail(HttpStatusCode.InternalServerError);

        await polling.Users.Awaiting(users => users.ForIdentity(User).GetTraitAsync("plan")).Should().ThrowAsync<FlagsmithApiException>();
    }

    [Test]
    public async Task GetFlags_MalformedFlag_IsSkippedWithOneWarningAMinute()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api) { FlagsOf = _ => ["{}", Bodies.Flag("own")] };

        (await polling.Users.GetFlagsAsync(User)).Flags.Should().ContainSingle().Which.Feature.Name.Should().Be("own");
        await polling.Users.RefreshAsync(User);
        polling.Logs.Count("UserFlagsSkipped").Should().Be(1);
        polling.Time.Advance(TimeSpan.FromSeconds(61));
        await polling.Users.RefreshAsync(User);

        polling.Logs.Count("UserFlagsSkipped").Should().Be(2);
    }

    [Test]
    public async Task GetFlags_HangingApi_EndsAtTheTimeLimit()
    {
        await using var polling = await StartedAsync(options => options.Identities.Fallback = IdentityFallback.Throw);
        var api = new UsersApi(polling.Api) { Wait = (_, token) => Task.Delay(Timeout.Infinite, token) };

        var asked = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        polling.Time.Advance(TimeSpan.FromSeconds(11));

        var thrown = await asked.Awaiting(task => task).Should().ThrowAsync<FlagsmithApiException>();
        thrown.Which.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task GetFlags_WallClockJumps_ChangesNothing(int years)
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync(User);

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddYears(years));
        polling.Time.Advance(Minute);
        await polling.Users.GetFlagsAsync(User);
        api.Count.Should().Be(1, "the response has not expired");
        polling.Time.Advance(TimeSpan.FromMinutes(7));
        await polling.Users.GetFlagsAsync(User);

        api.Count.Should().Be(2, "the response expires");
    }

    [Test]
    public async Task GetFlags_FlagThatTheResponseLeavesOut_IsAbsent()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag"), Bodies.Flag("of_the_user_alone", value: "5")] };

        var user = await polling.Users.GetFlagsAsync(User);

        polling.Flags.Current.HasFeature("another").Should().BeTrue();
        user.HasFeature("another").Should().BeFalse();
        user.GetFlag("another").Should().BeNull();
        user.GetValue("of_the_user_alone", 0).Should().Be(5);
        user.Flags.Select(flag => flag.Feature.Name).Should().BeEquivalentTo("a_flag", "of_the_user_alone");
    }

    [Test]
    public async Task Refresh_AsksPastTheCacheAndKeepsTheResponse()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")] };
        await polling.Users.GetFlagsAsync(User);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];

        (await polling.Users.RefreshAsync(User)).GetValue("a_flag", 0).Should().Be(2);

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
        api.Count.Should().Be(2);
    }

    [Test]
    public async Task Invalidate_NextReadAsks_AndAFetchInFlightIsNotKept()
    {
        await using var polling = await StartedAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")], Wait = (_, _) => gate.Task };
        var inFlight = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);

        polling.Users.Invalidate(User);
        gate.SetResult();
        await inFlight;
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
    }

    [Test]
    public async Task Invalidate_WhileTheUserIsBeingRead_NextReadAsks()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")] };
        for (var read = 0; read < 3; read++)
        {
            await polling.Users.GetFlagsAsync(User);
        }

        polling.Users.Invalidate(User);
        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
        api.Count.Should().Be(2);
    }

    [Test]
    public async Task Refresh_WhileTheUserIsBeingRead_NextReadSeesIt()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = _ => [Bodies.Flag("a_flag", value: "1")] };
        for (var read = 0; read < 3; read++)
        {
            await polling.Users.GetFlagsAsync(User);
        }

        api.FlagsOf = _ => [Bodies.Flag("a_flag", value: "2")];
        await polling.Users.RefreshAsync(User);

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", 0)).Should().Be(2);
    }

    [Test]
    public async Task UserNotReadAnyMore_IsLetGoOfWithTheMaintenance()
    {
        await using var polling = await StartedAsync(options => options.Identities.StaleIfError = TimeSpan.Zero);
        _ = new UsersApi(polling.Api);
        var view = await ReadTwiceAsync(polling);
        await Task.Yield(); // off the stack of the fetch, which still has the user in its hands

        polling.Time.Advance(TimeSpan.FromMinutes(8));
        await polling.Time.AdvanceUntilAsync(() => polling.RemoteUsers.Count == 0);
        await polling.Time.AdvanceUntilAsync(() => IsCollected(view), step: TimeSpan.FromSeconds(31), maxSteps: 20); // a pass of the timer each

        IsCollected(view).Should().BeTrue();
    }

    [Test]
    public async Task Invalidate_WhileAFetchHangs_NextReadGetsAFetchOfItsOwn()
    {
        await using var polling = await StartedAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var api = new UsersApi(polling.Api) { Wait = (_, _) => gate.Task };
        var hanging = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        polling.Users.Invalidate(User);
        api.Wait = (_, _) => Task.CompletedTask;

        (await polling.Users.GetFlagsAsync(User)).IsFallback.Should().BeFalse();

        hanging.IsCompleted.Should().BeFalse();
        gate.SetResult();
        await hanging;
    }

    [Test]
    public async Task GetFlags_BeforeTheEnvironmentIsKnown_Works()
    {
        await using var polling = new PollingHost();
        var api = new UsersApi(polling.Api) { FlagsOf = user => [.. Enumerable.Range(0, 50).Select(index => Bodies.Flag($"flag_{index}", value: user == "b" && index == 7 ? "9" : $"{index}"))] };

        (await polling.Users.ForIdentity("a").GetValueAsync("flag_7", 0)).Should().Be(7);
        (await polling.Users.ForIdentity("b").GetValueAsync("flag_7", 0)).Should().Be(9);
        (await polling.Users.GetFlagsAsync("b")).Flags.Should().HaveCount(50);

        api.Count.Should().Be(2);
    }

    [Test]
    public async Task NamedEnvironments_HaveSeparateUsers()
    {
        await using var polling = new PollingHost();
        polling.AddNamed("billing");
        var api = new UsersApi(polling.Api);
        await polling.StartAsync();

        await polling.Users.GetFlagsAsync(User);
        await polling.UsersOf("billing").GetFlagsAsync(User);
        await polling.UsersOf("billing").GetFlagsAsync(User);

        api.Count.Should().Be(2);
        polling.UsersOf("billing").Should().NotBeSameAs(polling.Users);
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        return polling;
    }

    private static bool IsCollected(WeakReference<IIdentityFlagSnapshot> view)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return !view.TryGetTarget(out _);
    }

    // Not inlined: the user must not be held by the test's own frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<IIdentityFlagSnapshot>> ReadTwiceAsync(PollingHost polling)
    {
        await polling.Users.GetFlagsAsync(User);
        return new WeakReference<IIdentityFlagSnapshot>(await polling.Users.GetFlagsAsync(User));
    }
}
