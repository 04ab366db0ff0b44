using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Many at once: one fetch a user, a bound on fetches, a bound on users.</summary>
public sealed class IdentityConcurrencyTests
{
    [Test]
    public async Task ThousandColdCallersOfOneUser_MakeOneRequest_AndOneWhoLeavesTakesNobodyAlong()
    {
        await using var polling = await StartedAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var api = new UsersApi(polling.Api) { Wait = (_, token) => gate.Task.WaitAsync(token) };
        using var leaving = new CancellationTokenSource();

        var first = polling.Users.GetFlagsAsync("one", leaving.Token).AsTask(); // the one who started the fetch
        var others = Enumerable.Range(0, 999).Select(_ => Task.Run(() => polling.Users.GetFlagsAsync("one").AsTask())).ToArray();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        await leaving.CancelAsync();
        await first.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();
        var snapshots = await Task.WhenAll(others);

        snapshots.Should().OnlyContain(response => ReferenceEquals(response, snapshots[0]) && !response.IsFallback);
        api.Count.Should().Be(1);
    }

    [Test]
    public async Task Fetch_DoesNotCarryTheFirstCallersContextAlong()
    {
        await using var polling = await StartedAsync();
        var user = new AsyncLocal<string?> { Value = "the first caller's" };
        string? seen = "nothing yet";
        _ = new UsersApi(polling.Api)
        {
            Wait = (_, _) =>
            {
                seen = user.Value;
                return Task.CompletedTask;
            },
        };

        await polling.Users.GetFlagsAsync("one");

        seen.Should().BeNull();
    }

    [Test]
    public async Task Fetch_ByACallerWhoseContextDoesNotFlow_IsOneLikeAnyOther()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);
        Task<IIdentityFlagSnapshot> read;
        using (ExecutionContext.SuppressFlow())
        {
            read = polling.Users.GetFlagsAsync("one").AsTask();
        }

        (await read).IsFallback.Should().BeFalse();
    }

    [Test]
    public async Task CallerWhoHasLeftAlready_StartsNothing()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api) { Wait = static (_, token) => Task.Delay(Timeout.Infinite, token) };

        await polling.Users.Awaiting(users => users.GetFlagsAsync("one", new CancellationToken(canceled: true)).AsTask()).Should().ThrowAsync<OperationCanceledException>();

        polling.RemoteUsers.Flights.Should().Be(0);
    }

    [Test]
    public async Task TenThousandColdUsers_AreNeverFetchedBeyondTheBound()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxConcurrentFetches = 8);
        var api = new UsersApi(polling.Api) { Wait = async (_, _) => await Task.Yield() };

        var users = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(index => polling.Users.GetFlagsAsync($"user-{index}").AsTask()));

        users.Should().OnlyContain(user => !user.IsFallback);
        api.Count.Should().Be(10_000);
        api.MaxAtOnce.Should().BeInRange(2, 8);
    }

    [Test]
    public async Task FullCache_StillTakesNewUsers_AndStaysBounded()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxEntries = 200);
        var api = new UsersApi(polling.Api);
        for (var round = 0; round < 40; round++)
        {
            var users = Enumerable.Range(round * 25, 25).Select(index => $"user-{index}").ToArray();
            await Task.WhenAll(users.Select(user => polling.Users.GetFlagsAsync(user).AsTask()));
            var before = api.Count;

            users.Should().OnlyContain(user => !polling.Cached(user).IsFallback, "newcomers are kept although the cache was full");
            polling.Time.Advance(TimeSpan.FromSeconds(1)); // so that the next ones are younger
            api.Count.Should().Be(before);
            polling.RemoteUsers.Count.Should().BeLessThanOrEqualTo(200);
        }
    }

    [Test]
    public async Task BackgroundRefreshes_LeaveHalfOfTheSlotsToReadsThatWait()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxConcurrentFetches = 4);
        var api = new UsersApi(polling.Api);
        for (var i = 0; i < 50; i++)
        {
            await polling.Users.GetFlagsAsync($"cached-{i}");
        }

        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Wait = (body, _) => body["identifier"]!.GetValue<string>().StartsWith("cached", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        var before = api.Count;
        polling.Time.Advance(TimeSpan.FromMinutes(5.6)); // all stale
        for (var i = 0; i < 50; i++)
        {
            polling.Cached($"cached-{i}").IsFallback.Should().BeFalse();
        }

        await polling.Time.AdvanceUntilAsync(() => api.Count == before + 2);
        (await polling.Users.GetFlagsAsync("newcomer")).IsFallback.Should().BeFalse("two places are left for it");
        api.Count.Should().Be(before + 3);
        gate.SetResult();
    }

    [Test]
    public async Task TwentyThousandCachedUsers_ReadWhileTheEnvironmentChanges_NeitherOpenTheCircuitNorHoldNewcomersUp()
    {
        const int users = 20_000;
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        for (var i = 0; i < users; i++)
        {
            await polling.Users.GetFlagsAsync($"user-{i}");
        }

        for (var change = 2; change < 5; change++)
        {
            api.Environment = [Bodies.Flag("a_flag", value: $"{change}"), Bodies.Flag("another")];
            await polling.Flags.RefreshAsync();
            for (var i = 0; i < users; i++)
            {
                polling.Cached($"user-{i}");
            }

            (await polling.Users.GetFlagsAsync($"newcomer-{change}")).Should().Match<IIdentityFlagSnapshot>(user => !user.IsFallback && user.GetValue("a_flag", 0) == change);
            await polling.Time.AdvanceUntilAsync(() => polling.RemoteUsers.Flights == 0); // or moving the clock would time them out
            polling.Time.Advance(TimeSpan.FromSeconds(31));
        }

        polling.Logs.Count("CircuitOpened").Should().Be(0);
        polling.Logs.Count("FetchFailed").Should().Be(0);
        await polling.Time.AdvanceUntilAsync(() => polling.Cached("user-7").GetValue("a_flag", 0) == 4);
    }

    [Test]
    public async Task OldEnvironments_AreLetGo_AndAViewHeldAllAlongReadsAsBefore()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { FlagsOf = user => [Bodies.Flag("a_flag", value: user == "held" ? "1000" : "1"), Bodies.Flag("another")] };
        var held = await polling.Users.GetFlagsAsync("held");
        await polling.Users.GetFlagsAsync("plain");
        var bases = new List<WeakReference<FlagBase>>();
        for (var change = 1; change <= 10; change++)
        {
            bases.Add(BaseOf(polling));
            api.Environment = [Bodies.Flag("a_flag", value: $"{100 + change}"), Bodies.Flag($"new_{change}"), Bodies.Flag("another", enabled: change % 2 == 0)];
            await polling.Flags.RefreshAsync();
        }

        polling.Time.Advance(TimeSpan.FromSeconds(31)); // one pass of the timer
        await polling.Time.AdvanceUntilAsync(() => bases.Skip(1).Take(7).All(IsCollected)); // the first is held, by the application

        (held.GetValue("a_flag", 0), held.IsEnabled("another"), held.HasFeature("new_10"), held.Flags.Count).Should().Be((1000, true, false, 2));
        (await polling.Users.GetFlagsAsync("plain")).Should().Match<IIdentityFlagSnapshot>(user => user.GetValue("a_flag", 0) == 110 && user.HasFeature("new_10"));
    }

    [Test]
    public async Task ExpiredUsers_AreLetGoWithoutAnybodyCalling()
    {
        await using var polling = await StartedAsync();
        _ = new UsersApi(polling.Api);
        for (var i = 0; i < 100; i++)
        {
            await polling.Users.GetFlagsAsync($"user-{i}");
        }

        polling.RemoteUsers.Count.Should().Be(100);
        polling.Time.Advance(TimeSpan.FromHours(2));

        await polling.Time.AdvanceUntilAsync(() => polling.RemoteUsers.Count == 0);
    }

    [Test]
    public async Task ApiDown_CircuitOpens_AsksNobodyForAWhile_AndCloses()
    {
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api);
        api.Fail(System.Net.HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 100; i++)
        {
            (await polling.Users.GetFlagsAsync($"user-{i}")).IsFallback.Should().BeTrue();
        }

        api.Count.Should().BeLessThan(20);
        polling.Users.GetFlagsAsync("another").AsTask().IsCompleted.Should().BeTrue("there is nothing to wait for");
        polling.Logs.Count("CircuitOpened").Should().Be(1);
        api.Response = null;
        polling.Time.Advance(TimeSpan.FromSeconds(6));

        (await polling.Users.GetFlagsAsync("user-0")).IsFallback.Should().BeFalse();
        polling.Logs.Count("CircuitClosed").Should().Be(1);
    }

    // The user was not requested: there is no failure of this user to be remembered.
    [Test]
    public async Task ReadThatMeetsTheCircuitOnlyAfterItsWait_IsRepeated_AsSoonAsItHasClosed()
    {
        await using var polling = await StartedAsync(options => (options.Identities.MaxConcurrentFetches, options.Identities.FailureBackoff) = (1, TimeSpan.FromMinutes(1)));
        var api = new HeldRequests(polling.Api);
        for (var failure = 1; failure < 10; failure++)
        {
            api.Fail(failure, System.Net.HttpStatusCode.ServiceUnavailable);
            await polling.Users.GetFlagsAsync($"user-{failure}");
        }

        var tenth = polling.Users.GetFlagsAsync("user-10").AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 10);
        var late = polling.Users.GetFlagsAsync("late").AsTask();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 4); // the poll's, two of the request, one of the read that waits
        api.Fail(10, System.Net.HttpStatusCode.ServiceUnavailable);
        await tenth;
        ((await late).IsFallback, api.Count).Should().Be((true, 10));
        api.Holds = false;

        polling.Time.Advance(TimeSpan.FromSeconds(2));

        (await polling.Users.GetFlagsAsync("late")).IsFallback.Should().BeFalse();
    }

    [Test]
    public async Task ApiHangs_IsTold_AndOpensTheCircuit()
    {
        const int users = 12;
        await using var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { Wait = (_, token) => Task.Delay(Timeout.Infinite, token) };
        var asked = Enumerable.Range(0, users).Select(i => polling.Users.GetFlagsAsync($"user-{i}").AsTask()).ToList();
        await polling.Time.AdvanceUntilAsync(() => api.Count == users);

        polling.Time.Advance(TimeSpan.FromSeconds(11));

        (await Task.WhenAll(asked)).Should().OnlyContain(user => user.IsFallback);
        polling.Logs.Lines.Where(line => line.Event == "FetchFailed").Should().ContainSingle().Which.Text.Should().Contain("within 00:00:10");
        polling.Logs.Count("CircuitOpened").Should().Be(1);
    }

    [Test]
    public async Task Disposed_WhileAFetchHangs_EndsAtOnce()
    {
        var polling = await StartedAsync();
        var api = new UsersApi(polling.Api) { Wait = (_, token) => Task.Delay(Timeout.Infinite, token) };
        var asked = polling.Users.GetFlagsAsync("one").AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);

        await polling.DisposeAsync();

        (await asked.WaitAsync(TimeSpan.FromSeconds(30))).IsFallback.Should().BeTrue();
    }

    private static WeakReference<FlagBase> BaseOf(PollingHost polling) => new(((FlagSnapshot)polling.Flags.Current).Base);

    private static bool IsCollected(WeakReference<FlagBase> flags)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return !flags.TryGetTarget(out _);
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        return polling;
    }
}
