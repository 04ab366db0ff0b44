namespace Flagsmith.Polling.Tests.Http;

/// <summary>Handlers of the application may block their thread or ignore their token: the limit of a request holds all the same, and polling continues.</summary>
public sealed class BlockingHandlerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TestCaseData[] Handlers =
    [
        Case("blocks before it sends", (gate, _) =>
        {
            gate.Wait();
            return StubApi.Json("[]");
        }),
        Case("blocks on a result", (gate, _) => Task.FromResult(Task.Run(async () =>
        {
            await Until(gate);
            return await StubApi.Json("[]");
        }).Result)),
        Case("blocks after it has waited", async (gate, _) =>
        {
            await Task.Yield();
            gate.Wait();
            return await StubApi.Json("[]");
        }),
        Case("ignores its token", async (gate, _) =>
        {
            await Until(gate);
            return await StubApi.Json("[]");
        }),
        Case("registers code that blocks", async (gate, cancellationToken) =>
        {
            using var registration = cancellationToken.Register(gate.Wait);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return await StubApi.Json("[]");
        }),
        Case("registers code that throws", async (_, cancellationToken) =>
        {
            using var registration = cancellationToken.Register(() => throw new InvalidOperationException("the handler's own fault"));
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return await StubApi.Json("[]");
        }),
    ];

    [TestCaseSource(nameof(Handlers))]
    public async Task Poll_TimesOut_AndPollingGoesOn(Func<Gate, CancellationToken, Task<HttpResponseMessage>> handler)
    {
        await using var polling = await StartedAsync();
        using var gate = new Gate();
        polling.Api.Response = (_, cancellationToken) => handler(gate, cancellationToken);

        await TimeOutAsync(polling, () => polling.Flags.RefreshAsync());

        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Failing, ConsecutiveFailures = 1 });
        polling.Flags.Status.LastError!.Kind.Should().Be(FlagsmithErrorKind.Timeout);
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("new")));
        await polling.PollAsync().WaitAsync(Patience);
        polling.Flags.Current.HasFeature("new").Should().BeTrue();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [TestCaseSource(nameof(Handlers))]
    public async Task User_TimesOut_AndCallersGoOn(Func<Gate, CancellationToken, Task<HttpResponseMessage>> handler)
    {
        await using var polling = await StartedAsync();
        using var gate = new Gate();
        polling.Api.Response = (_, cancellationToken) => handler(gate, cancellationToken);

        await TimeOutAsync(polling, () => polling.Users.RefreshAsync("u"));

    }

    [Test]
    public async Task Disposal_MeetsARegistrationThatBlocks_Ends()
    {
        var polling = await StartedAsync();
        using var gate = new Gate();
        polling.Api.Response = async (_, cancellationToken) =>
        {
            using var registration = cancellationToken.Register(gate.Wait);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return await StubApi.Json("[]");
        };
        var refresh = polling.Flags.RefreshAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 2);

        await Task.Run(() => polling.DisposeAsync().AsTask()).WaitAsync(Patience);

        await FluentActions.Awaiting(() => refresh.WaitAsync(Patience)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Test]
    public async Task HandlerThatNeverReturns_HoldsAFewThreads_AndIsTriedNowAndThen()
    {
        await using var polling = new PollingHost(); // not started: each poll is one that the test asks for
        using var gate = new Gate();
        polling.Api.Response = (_, _) =>
        {
            gate.Wait();
            return StubApi.Json(Bodies.List(Bodies.Flag("on")));
        };
        for (var poll = 0; poll < 8; poll++)
        {
            await TimeOutAsync(polling, () => polling.Flags.RefreshAsync());
        }

        await polling.Time.AdvanceUntilAsync(() => polling.Flags.Status.ConsecutiveFailures == 8);
        var refused = await polling.Flags.Awaiting(flags => flags.RefreshAsync().WaitAsync(Patience)).Should().ThrowAsync<FlagsmithApiException>();
        refused.Which.Message.Should().Contain("8 earlier requests").And.Contain("handler");
        polling.Api.Requests.Should().HaveCount(8, "the ninth fails at once");

        polling.Time.Advance(TimeSpan.FromMinutes(5));
        await TimeOutAsync(polling, () => polling.Flags.RefreshAsync());
        polling.Time.Advance(TimeSpan.FromMinutes(5));
        await polling.Flags.Awaiting(flags => flags.RefreshAsync().WaitAsync(Patience)).Should().ThrowAsync<FlagsmithApiException>();
        polling.Api.Requests.Should().HaveCount(9, "the next trial comes after twice the pause");

        gate.Open();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("on")));
        polling.Time.Advance(TimeSpan.FromMinutes(5));
        (await polling.Flags.RefreshAsync().WaitAsync(Patience)).IsEnabled("on").Should().BeTrue();
    }

    [Test]
    public async Task HandlerThatBlocksUsersAlone_LeavesPollsAlone()
    {
        await using var polling = new PollingHost(options => options.Identities.MaxConcurrentFetches = 1);
        using var gate = new Gate();
        polling.Api.Response = (request, _) =>
        {
            if (request.Method == HttpMethod.Post)
            {
                gate.Wait();
            }

            return StubApi.Json(Bodies.List(Bodies.Flag("on")));
        };
        await TimeOutAsync(polling, () => polling.Users.RefreshAsync("u"));
        (await polling.Users.Awaiting(users => users.RefreshAsync("u").WaitAsync(Patience)).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Message.Should().Contain("was not sent");

        (await polling.Flags.RefreshAsync().WaitAsync(Patience)).IsEnabled("on").Should().BeTrue();
    }

    private static TestCaseData Case(string name, Func<Gate, CancellationToken, Task<HttpResponseMessage>> handler) =>
        new TestCaseData(handler).SetArgDisplayNames(name);

    private static Task Until(Gate gate) => Task.Factory.StartNew(gate.Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task TimeOutAsync<T>(PollingHost polling, Func<Task<T>> ask)
    {
        var before = polling.Api.Requests.Count;
        var asked = await Task.Run(() => Task.FromResult(ask())).WaitAsync(Patience); // also the call itself may not block
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count > before);
        polling.Time.Advance(Limit);
        (await FluentActions.Awaiting(() => asked.WaitAsync(Patience)).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("old")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
