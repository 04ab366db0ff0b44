using System.Net;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>One user's reads, refreshes, writes and invalidations in every order: what was sent later is never replaced by what was sent earlier.</summary>
/// <remarks>
/// A script's steps: <c>G</c> reads, <c>R</c> refreshes, <c>W</c> sets a trait, <c>T</c> reads and stores traits, <c>I</c> invalidates;
/// <c>&lt;1</c> lets the first request succeed, <c>!1</c> lose its connection, <c>x1</c>, <c>t1</c>, <c>e1</c> end with 400, 429, 500. A response shows the number of its request.
/// </remarks>
public sealed class UserOrderTests
{
    private const string User = "user-1";
    private const int Fetches = 0;

    [TestCase("R W <2 <1", 2, TestName = "A refresh that arrives late does not replace a later write")]
    [TestCase("R R <2 <1", 2, TestName = "A refresh that arrives late does not replace a later refresh")]
    [TestCase("G R <2 <1", 2, TestName = "A read that arrives late does not replace a later refresh")]
    [TestCase("G W <2 <1", 2, TestName = "A read that arrives late does not replace a later write")]
    [TestCase("G W <1 <2", 2, TestName = "A read that overlaps a write is replaced by it")]
    [TestCase("G W <1", Fetches, TestName = "A read that overlaps a write is not kept")]
    [TestCase("G <1 R <2", 2, TestName = "A refresh is kept")]
    [TestCase("G <1 W <2", 2, TestName = "A write's own view is kept")]
    [TestCase("W R <1 <2", Fetches, TestName = "A refresh that overlaps an earlier write is not kept, and the write's older view is not served")]
    [TestCase("W R <2 <1", Fetches, TestName = "A write's view that is older than what a refresh has returned is not served")]
    [TestCase("G I <1", Fetches, TestName = "An invalidation reaches a read")]
    [TestCase("R I <1", Fetches, TestName = "An invalidation reaches a refresh")]
    [TestCase("W I <1", Fetches, TestName = "An invalidation reaches a write")]
    [TestCase("G I R <2 <1", 2, TestName = "A read from before an invalidation does not replace a refresh from after it")]
    [TestCase("G T <2 <1", Fetches, TestName = "A read that stores traits supersedes plain reads in flight")]
    [TestCase("G <1 T <2", Fetches, TestName = "A read that stores traits replaces what is cached")]
    [TestCase("G <1 W !2", Fetches, TestName = "A write whose connection was lost makes the view outdated")]
    [TestCase("G <1 W e2", Fetches, TestName = "A write that gets status 500 makes the view outdated")]
    [TestCase("G <1 T !2", Fetches, TestName = "A read that stores traits and fails makes the view outdated")]
    [TestCase("G <1 W x2", 1, TestName = "A write that was refused with 400 changes nothing")]
    [TestCase("G <1 W t2", 1, TestName = "A write that was refused with 429 changes nothing")]
    [TestCase("G W !2 <1", Fetches, TestName = "A read that overlaps a write that failed is not kept")]
    [TestCase("G <1 R !2", 1, TestName = "A refresh that failed changes nothing")]
    public async Task NextRead(string script, int expected)
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);

        var running = await RunAsync(script, polling, api);

        api.Holds = false;
        var before = api.Count;
        var next = await polling.Users.ForIdentity(User).GetValueAsync("a_flag", -1);
        (next, api.Count).Should().Be(expected == Fetches ? (before + 1, before + 1) : (expected, before));
        for (var held = 1; held <= before; held++)
        {
            api.Succeed(held);
        }

        await Task.WhenAll(running.Select(run => run.ContinueWith(static _ => { }, TaskScheduler.Default)));
    }

    [TestCase("R W <2 <1")]
    [TestCase("G W <1 <2")]
    [TestCase("W R <1 <2")]
    [TestCase("R I <1")]
    public async Task EveryCaller_GetsItsOwnResponse(string script)
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);

        var running = await RunAsync(script, polling, api);

        var values = await Task.WhenAll(running);
        values.Should().Equal(Enumerable.Range(1, values.Length));
    }

    [TestCase("W W", 1)]
    [TestCase("W T", 1)]
    [TestCase("T W", 1)]
    [TestCase("W G", 2)]
    [TestCase("W R", 2)]
    public async Task WritesOfOneUser_RunOneAfterTheOther(string script, int atOnce)
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);
        var first = Begin(script[..1], polling);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        var second = Begin(script[2..], polling);
        await polling.Time.AdvanceUntilAsync(() => api.Count == atOnce);
        await SettleAsync();
        api.Count.Should().Be(atOnce);

        api.Succeed(1);
        api.Succeed(2);

        (await Task.WhenAll(first, second)).Should().Equal(1, 2);
    }

    [Test]
    public async Task WaitingForAnEarlierWrite_HoldsNoSlotAndCostsNoTimeout()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxConcurrentFetches = 2);
        var api = new HeldRequests(polling.Api);
        var first = polling.Users.ForIdentity(User).SetTraitAsync("plan", "1");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        var waiting = Enumerable.Range(0, 10).Select(_ => polling.Users.ForIdentity(User).SetTraitAsync("plan", "2")).ToArray();

        var other = polling.Users.ForIdentity("another").SetTraitAsync("plan", "3");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2); // there is a slot for it
        api.Succeed(2);
        await other;
        polling.Time.Advance(TimeSpan.FromSeconds(9)); // of the ten that a request may take
        api.Succeed(1);
        await first;
        await polling.Time.AdvanceUntilAsync(() => api.Count == 3);
        polling.Time.Advance(TimeSpan.FromSeconds(9));
        api.Holds = false;
        api.Succeed(3);

        await Task.WhenAll(waiting);
    }

    [Test]
    public async Task WritesOfDifferentUsers_RunAtOnce()
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);

        var writes = Enumerable.Range(0, 5).Select(user => polling.Users.ForIdentity($"user-{user}").SetTraitAsync("plan", "x")).ToArray();

        await polling.Time.AdvanceUntilAsync(() => api.Count == 5);
        for (var request = 1; request <= 5; request++)
        {
            api.Succeed(request);
        }

        await Task.WhenAll(writes);
    }

    [Test]
    public async Task OutdatedView_IsServedWhenTheFetchFails_WithinItsWindow()
    {
        await using var polling = await StartedAsync(options => options.Identities.StaleIfError = TimeSpan.FromMinutes(10));
        var api = new HeldRequests(polling.Api);
        await RunAsync("G <1 W !2", polling, api);

        var read = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 3);
        api.Fail(3, HttpStatusCode.InternalServerError);
        (await read).Should().Match<IIdentityFlagSnapshot>(user => user.GetValue("a_flag", -1) == 1 && !user.IsFallback);

        polling.Time.Advance(TimeSpan.FromMinutes(20));
        read = polling.Users.GetFlagsAsync(User).AsTask();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 4);
        api.Fail(4, HttpStatusCode.InternalServerError);
        (await read).IsFallback.Should().BeTrue();
    }

    [Test]
    public async Task CallerWhoLeaves_WhileOthersHaveAllSlots_IsCancelled_AndNothingIsSent()
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxConcurrentFetches = 1);
        var api = new HeldRequests(polling.Api);
        var first = polling.Users.RefreshAsync(User);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);
        using var leaving = new CancellationTokenSource();
        var second = polling.Users.RefreshAsync("another", leaving.Token);

        await leaving.CancelAsync();

        await second.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        api.Succeed(1);
        await first;
        await SettleAsync();
        (api.Count, polling.RemoteUsers.Flights).Should().Be((1, 0), "no request is in flight or waits");
    }

    [TestCase(true, TestName = "A write that found no slot")]
    [TestCase(false, TestName = "A write that the circuit refused")]
    public async Task WriteThatWasNotSent_ChangesNothing(bool isBusy)
    {
        await using var polling = await StartedAsync(options => options.Identities.MaxConcurrentFetches = 1);
        var api = new HeldRequests(polling.Api);
        await RunAsync("G <1", polling, api);
        var others = isBusy ? [polling.Users.RefreshAsync("another")] : await OpenCircuitAsync(polling, api);

        polling.SetFetchTimeout(TimeSpan.FromSeconds(3)); // less than what the others have, else a slot is free at the same moment
        await polling.Time.AdvanceUntilAsync(() => !isBusy || api.Count == 2);
        var sent = api.Count;

        var write = polling.Users.ForIdentity(User).SetTraitAsync("plan", "x");
        if (isBusy)
        {
            await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 4); // the poll's, two of the request, one of the write
            polling.Time.Advance(TimeSpan.FromSeconds(3));
        }

        (await write.Awaiting(task => task).Should().ThrowAsync<FlagsmithApiException>()).Which.Message.Should().Contain(isBusy ? "was not sent within 00:00:03" : "No request was sent");
        api.Count.Should().Be(sent);

        polling.Cached(User).GetValue("a_flag", -1).Should().Be(1);
        api.Succeed(sent);
        await Task.WhenAll(others);
    }

    // A refusal says that nothing was stored; after anything else the traits may have been, and with them the user's flags.
    [TestCase(HttpStatusCode.BadRequest, true)]
    [TestCase(HttpStatusCode.BadGateway, false)]
    public async Task ReadThatStoresTraits_AndFails_LeavesTheCachedViewOnlyWhereItWasRefused(HttpStatusCode status, bool isCached)
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);
        await RunAsync("G <1", polling, api);
        api.Fail(2, status);

        var gold = new FlagIdentity(User) { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" }, Persistence = IdentityPersistence.IdentityAndTraits };
        (await polling.Users.GetFlagsAsync(gold)).IsFallback.Should().BeTrue();
        api.Holds = false;

        (await polling.Users.GetFlagsAsync(User)).GetValue("a_flag", -1).Should().Be(isCached ? 1 : 3);
    }

    [Test]
    public async Task ReadThatStoresTraits_AndIsStale_IsRepeatedInTheBackground_AsAWriteInItsTurn()
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);
        await RunAsync("S <1", polling, api);
        polling.Time.Advance(TimeSpan.FromMinutes(5.5)); // fresh for 5, served for 6

        (await Begin("S", polling)).Should().Be(1, "it is stale, and served meanwhile");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);
        var write = Begin("W", polling);
        await SettleAsync();
        api.Count.Should().Be(2, "the server loses traits of writes that overlap");
        api.Succeed(2);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 3);
        api.Succeed(3);

        (await write).Should().Be(3);
    }

    [Test]
    public async Task WriteThatTimesOut_MakesTheViewOutdated()
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);
        await RunAsync("G <1", polling, api);
        var write = polling.Users.ForIdentity(User).SetTraitAsync("plan", "x");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);

        polling.Time.Advance(TimeSpan.FromSeconds(11));
        await write.Awaiting(task => task).Should().ThrowAsync<FlagsmithApiException>();
        api.Holds = false;

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", -1)).Should().Be(3);
    }

    [Test]
    public async Task WriteWhoseCallerLeaves_MakesTheViewOutdated()
    {
        await using var polling = await StartedAsync();
        var api = new HeldRequests(polling.Api);
        await RunAsync("G <1", polling, api);
        using var leaving = new CancellationTokenSource();
        var write = polling.Users.ForIdentity(User).SetTraitAsync("plan", "x", leaving.Token);
        await polling.Time.AdvanceUntilAsync(() => api.Count == 2);

        await leaving.CancelAsync();
        await write.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        api.Holds = false;

        (await polling.Users.ForIdentity(User).GetValueAsync("a_flag", -1)).Should().Be(3);
    }

    private static async Task<Task[]> OpenCircuitAsync(PollingHost polling, HeldRequests api)
    {
        for (var failure = 0; failure < 10; failure++)
        {
            api.Fail(api.Count + 1, HttpStatusCode.ServiceUnavailable);
            var failing = polling.Users.RefreshAsync("another");
            await failing.Awaiting(task => task).Should().ThrowAsync<FlagsmithApiException>();
        }

        return [];
    }

    private static async Task<List<Task<int>>> RunAsync(string script, PollingHost polling, HeldRequests api)
    {
        var requests = new List<Task<int>>();
        foreach (var step in script.Split(' '))
        {
            if (step == "I")
            {
                polling.Users.Invalidate(User);
            }
            else if (step.Length == 1)
            {
                requests.Add(Begin(step, polling));
                await polling.Time.AdvanceUntilAsync(() => api.Count == requests.Count);
            }
            else
            {
                var number = step[1] - '0';
                End(step[0], number, api);
                await Task.WhenAny(requests[number - 1]);
            }
        }

        return requests;
    }

    private static void End(char how, int number, HeldRequests api)
    {
        switch (how)
        {
            case '<':
                api.Succeed(number);
                break;
            case '!':
                api.Fail(number, null);
                break;
            default:
                api.Fail(number, how switch { 'x' => HttpStatusCode.BadRequest, 't' => HttpStatusCode.TooManyRequests, _ => HttpStatusCode.InternalServerError });
                break;
        }
    }

    private static async Task<int> Begin(string step, PollingHost polling)
    {
        var user = step switch
        {
            "G" => await polling.Users.GetFlagsAsync(User),
            "R" => await polling.Users.RefreshAsync(User),
            "W" => await polling.Users.ForIdentity(User).SetTraitAsync("plan", "premium"),
            _ => await polling.Users.GetFlagsAsync(new FlagIdentity(User)
            {
                Traits = new Dictionary<string, TraitValue> { ["plan"] = "free" },
                Persistence = IdentityPersistence.IdentityAndTraits,
            }),
        };
        return user.GetValue("a_flag", -1);
    }

    // Gives what must not happen the time to happen.
    private static async Task SettleAsync()
    {
        for (var turn = 0; turn < 200; turn++)
        {
            await Task.Yield();
        }
    }

    private static async Task<PollingHost> StartedAsync(Action<FlagsmithPollingOptions>? configure = null)
    {
        var polling = new PollingHost(configure);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1000")));
        await polling.StartAsync();
        return polling;
    }
}
