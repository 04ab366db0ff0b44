using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class RefreshAsyncTests
{
    [Test]
    public async Task RefreshAsync_WithoutHost_LoadsAndNothingPolls()
    {
        using var api = new StubApi();
        api.RespondJson(Bodies.List(Bodies.Flag("on")));
        var time = new ManualTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddFlagsmithPolling(options => options.EnvironmentKey = "key").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        using var provider = services.BuildServiceProvider(); // disposed synchronously, as a console tool does

        var snapshot = await provider.GetRequiredService<IFlagProvider>().RefreshAsync();

        snapshot.IsEnabled("on").Should().BeTrue();
        snapshot.FetchedAt.Should().Be(time.GetUtcNow());
        time.UntilNextTimer.Should().BeNull("no timer is left");
    }

    [Test]
    public async Task RefreshAsync_Fails_ThrowsAndKeepsTheSnapshot()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        var before = polling.Flags.Current;
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);

        (await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>())
            .Which.StatusCode.Should().Be(HttpStatusCode.InternalServerError);

        polling.Flags.Current.Should().BeSameAs(before);
    }

    [Test]
    public async Task RefreshAsync_CancelledBefore_SendsNothing()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        var before = polling.Api.Requests.Count;

        await polling.Flags.Invoking(flags => flags.RefreshAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
        for (var yields = 0; yields < 200; yields++)
        {
            await Task.Yield(); // a poll would begin on another thread
        }

        polling.Api.Requests.Should().HaveCount(before);
    }

    [Test]
    public async Task RefreshAsync_WhileAPollIsInFlight_SendsOneMoreForAllWhoAsked()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        var first = new TaskCompletionSource();
        polling.Api.Response = async (_, _) =>
        {
            if (polling.Api.Requests.Count == 1)
            {
                await first.Task;
                return await StubApi.Json(Bodies.List(Bodies.Flag("old")));
            }

            return await StubApi.Json(Bodies.List(Bodies.Flag("new")));
        };
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);

        var asked = Enumerable.Range(0, 50).Select(_ => polling.Flags.RefreshAsync()).ToArray();
        first.SetResult();
        var snapshots = await Task.WhenAll(asked);

        snapshots.Should().OnlyContain(snapshot => snapshot.HasFeature("new"), "a change made before the call must be in the result");
        polling.Api.Requests.Should().HaveCount(2);
    }

    [Test]
    public async Task RefreshAsync_CallerLeaves_OthersGetTheirResponse()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        var response = new TaskCompletionSource();
        polling.Api.Response = async (_, _) =>
        {
            await response.Task;
            return await StubApi.Json(Bodies.List(Bodies.Flag("new")));
        };
        using var leaving = new CancellationTokenSource();
        var left = polling.Flags.RefreshAsync(leaving.Token);
        var stayed = polling.Flags.RefreshAsync();

        await leaving.CancelAsync();

        await FluentActions.Awaiting(() => left).Should().ThrowAsync<OperationCanceledException>();
        response.SetResult();
        (await stayed).HasFeature("new").Should().BeTrue();
    }

    [Test]
    public async Task RefreshAsync_InTheMiddleOfAPause_BeginsThePauseAnew()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        await polling.PollAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(40));

        await polling.Flags.RefreshAsync();
        await polling.UntilPlannedAsync();

        polling.Flags.Status.NextPollAt.Should().Be(polling.Time.GetUtcNow() + TimeSpan.FromSeconds(60));
    }

    [Test]
    public async Task RefreshAsync_DoesNotCarryTheCallersContext()
    {
        await using var polling = new PollingHost();
        await polling.StartAsync();
        var ambient = new AsyncLocal<string?> { Value = "the caller's" };
        string? seen = "not asked";
        polling.Api.Response = (_, _) =>
        {
            seen = ambient.Value;
            return StubApi.Json("[]");
        };

        await polling.Flags.RefreshAsync();

        seen.Should().BeNull();
    }

    [Test]
    public async Task WaitUntilReadyAsync_EndsWithTheFirstData()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        var response = new TaskCompletionSource();
        polling.Api.Response = async (_, _) =>
        {
            await response.Task;
            return await StubApi.Json("[]");
        };
        await polling.StartAsync();
        var ready = polling.Flags.WaitUntilReadyAsync();

        ready.IsCompleted.Should().BeFalse();
        response.SetResult();

        await ready;
        polling.Flags.Current.Should().BeEquivalentTo(new { Version = 1L, Source = FlagSource.Api }, "an empty list is a valid response");
    }

    [Test]
    public async Task HostStops_FreesWhoWaitsForData_AndARefreshStillMakesItReady()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        polling.Api.Response = StubApi.Hang;
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);
        var waiting = polling.Flags.WaitUntilReadyAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("on")));

        await polling.Host.StopAsync();

        waiting.IsCompleted.Should().BeTrue();
        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>()).Which.Message.Should().Contain("stopped");
        await polling.Flags.Awaiting(flags => flags.WaitUntilReadyAsync()).Should().ThrowAsync<OperationCanceledException>();
        polling.Time.Advance(TimeSpan.FromSeconds(10)); // the request in flight ends by its limit
        await polling.Flags.RefreshAsync();
        await polling.Flags.WaitUntilReadyAsync();
    }

    [Test]
    public async Task Dispose_FreesWhoWaitsForDataThatWillNotCome()
    {
        var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        using var api = polling.Api;
        api.Response = StubApi.Hang;
        await polling.StartAsync();
        var (flags, ready) = (polling.Flags, polling.Flags.WaitUntilReadyAsync());

        await ((IAsyncDisposable)polling.Host).DisposeAsync(); // a container that is disposed without a stop

        await FluentActions.Awaiting(() => ready).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => flags.RefreshAsync()).Should().ThrowAsync<ObjectDisposedException>();
        flags.Current.Should().NotBeNull();
    }
}
