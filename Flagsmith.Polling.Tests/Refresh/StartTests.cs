using System.Diagnostics;
using System.Globalization;
using System.Net;
using Flagsmith.Polling.Tests.Children;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class StartTests
{
    [TestCase("https://api.flagsmith.com/api/v1/", "Polling Flagsmith at https://api.flagsmith.com/api/v1/ every 00:01:00. This is the Core API; if the project lives on Flagsmith's SaaS, set ApiUrl to https://edge.api.flagsmith.com/api/v1/.")]
    [TestCase("https://flags.example.com/api/v1/", "Polling Flagsmith at https://flags.example.com/api/v1/ every 00:01:00.")]
    public async Task Start_LogsAddressAndInterval_AndWhereTheDefaultMayBeWrong(string apiUrl, string expected)
    {
        await using var polling = new PollingHost(options => options.ApiUrl = new Uri(apiUrl));
        polling.Api.RespondJson(Bodies.List());

        await polling.StartAsync();

        polling.Logs.Lines.Single(line => line.Text.Contains("Polling Flagsmith at", StringComparison.Ordinal)).Text.Should().EndWith(expected);
    }

    [Test]
    public async Task StartAsync_WorkerRegisteredBefore_SeesFlagsInItsOwnStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        using var api = new StubApi();
        api.RespondJson(Bodies.List(Bodies.Flag("on")));
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        builder.Services.AddHostedService<EarlyWorker>();
        builder.AddFlagsmithPolling(options => options.EnvironmentKey = "key").HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(() => api);
        using var host = builder.Build();

        await host.StartAsync();
        await host.StopAsync();

        host.Services.GetServices<IHostedService>().OfType<EarlyWorker>().Single().Saw.Should().BeTrue();
    }

    [Test]
    public async Task StartAsync_OfAHostThatKnowsNoStarting_LoadsToo()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("on")));

        foreach (var service in polling.Host.Services.GetServices<IHostedService>())
        {
            await service.StartAsync(default);
        }

        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
    }

    [Test]
    public async Task StartAsync_ApiHangs_GoesOnWithDefaultsWhenTheBudgetEnds()
    {
        await using var polling = new PollingHost(options => options.Defaults["on"] = new FlagDefault { Enabled = true, Value = 5 });
        polling.Api.Response = StubApi.Hang;

        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 2); // the budget's and the request's
        polling.Time.Advance(TimeSpan.FromSeconds(4.9));
        start.IsCompleted.Should().BeFalse();
        polling.Time.Advance(TimeSpan.FromSeconds(0.1));

        await start;
        polling.Flags.Current.Should().BeEquivalentTo(new { Version = 0L, Source = FlagSource.Defaults, FetchedAt = (DateTimeOffset?)null });
        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Flags.Current.GetValue("on", 0).Should().Be(5);
        polling.Flags.Status.IsReady.Should().BeFalse();
        polling.Logs.Count("ContinuingWithDefaults").Should().Be(1);
    }

    [Test]
    public async Task StartAsync_ApiRefusesConnectionsAllTheTime_GoesOnWithDefaultsWhenTheBudgetEnds()
    {
        await using var polling = new PollingHost(options => options.Defaults["on"] = new FlagDefault { Enabled = true });
        polling.Api.Response = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError);

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        await polling.PollAsync(); // after 1 s
        await polling.PollAsync(); // after 2 s more; the next would be 4 s later
        polling.Time.Advance(TimeSpan.FromSeconds(1.9));
        start.IsCompleted.Should().BeFalse();
        polling.Time.Advance(TimeSpan.FromSeconds(0.1));

        await start;
        polling.Time.Elapsed.Should().Be(TimeSpan.FromSeconds(5));
        polling.Api.Requests.Should().HaveCount(3);
        polling.Flags.Current.Source.Should().Be(FlagSource.Defaults);
        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Failing, IsReady = false, ConsecutiveFailures = 3 });
        polling.Flags.Status.LastError!.Kind.Should().Be(FlagsmithErrorKind.Unreachable);
        polling.Logs.Count("ContinuingWithDefaults").Should().Be(1);
    }

    [TestCase(StartupPolicy.ContinueWithDefaults)]
    [TestCase(StartupPolicy.FailHost)]
    public async Task StartAsync_ApplicationIsStoppedMeanwhile_EndsQuietly(StartupPolicy policy)
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = policy);
        polling.Api.Response = StubApi.Hang;
        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);

        polling.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication(); // what Ctrl+C does

        await start; // the clock stands still
        await polling.Host.StopAsync();
        polling.Logs.Lines.Should().NotContain(line => line.Level >= LogLevel.Error, "the host must not take it for a start that failed");
        polling.Logs.Count("ContinuingWithDefaults").Should().Be(0);
    }

    [Test]
    public async Task StartAsync_CallerGivesUp_Throws()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = StubApi.Hang;
        using var caller = new CancellationTokenSource();
        var start = polling.Host.StartAsync(caller.Token);
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);

        await caller.CancelAsync();

        await start.Awaiting(starting => starting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task StartAsync_LoggerThrows_StartsAndPollsAllTheSame()
    {
        await using var polling = new PollingHost();
        polling.Services.AddSingleton<ILoggerProvider, ThrowingLogger>();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("on"), "{}")); // the malformed one is worth a line

        await polling.StartAsync();

        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, ConsecutiveFailures = 0, LastError = (object?)null });
    }

    [Test]
    public async Task StartAsync_ApiDownAtFirst_RetriesWithinTheBudget()
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => polling.Api.Requests.Count < 2 ? throw new HttpRequestException("refused") : StubApi.Json(Bodies.List(Bodies.Flag("on")));

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Time.Advance(polling.Flags.Status.NextPollAt!.Value - polling.Time.GetUtcNow());

        await start;
        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5), "the budget is not spent");
    }

    [Test]
    public async Task StartAsync_RefusedAtFirst_RetriesWithinTheBudget(
        [Values] StartupPolicy policy,
        [Values(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound)] HttpStatusCode status)
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = policy);
        polling.Api.Response = (_, _) => polling.Api.Requests.Count < 3 ? StubApi.Content(status, "oops", "text/plain") : StubApi.Json(Bodies.List(Bodies.Flag("on")));

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        await polling.PollAsync();
        if (policy == StartupPolicy.DoNotWait)
        {
            await polling.Time.AdvanceUntilAsync(() => start.IsCompleted); // on a thread of the pool, which may not have come to it
        }
        else
        {
            start.IsCompleted.Should().BeFalse("the budget is not spent");
        }

        await polling.PollAsync();

        await start;
        polling.Flags.Current.IsEnabled("on").Should().BeTrue();
        polling.Time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [TestCase(HttpStatusCode.Unauthorized, FlagsmithErrorKind.Unauthorized)]
    [TestCase(HttpStatusCode.Forbidden, FlagsmithErrorKind.Unauthorized)]
    [TestCase(HttpStatusCode.NotFound, FlagsmithErrorKind.NotFound)]
    public async Task StartAsync_FailHostAndRefusedAllTheTime_ThrowsTheRefusalWhenTheBudgetEnds(HttpStatusCode status, FlagsmithErrorKind failure)
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.FailHost);
        polling.Api.RespondStatus(status);

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        await polling.PollAsync(); // after 1 s
        await polling.PollAsync(); // after 2 s more; the next would be 4 s later
        polling.Time.Advance(TimeSpan.FromSeconds(1.9));
        start.IsCompleted.Should().BeFalse();
        polling.Time.Advance(TimeSpan.FromSeconds(0.1));

        (await FluentActions.Awaiting(() => start).Should().ThrowAsync<FlagsmithApiException>())
            .Which.Should().Match<FlagsmithApiException>(error => error.Kind == failure && error.StatusCode == status && error.Message.Contains(((int)status).ToString(CultureInfo.InvariantCulture)));
        polling.Api.Requests.Should().HaveCount(3);
    }

    [Test]
    public async Task StartAsync_RefusedAllTheTime_GoesOnWithDefaultsAndNamesTheRefusal()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondStatus(HttpStatusCode.Unauthorized);

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(5));

        await start;
        polling.Flags.Status.State.Should().Be(FlagProviderState.Failing);
        polling.Logs.Lines.Single(line => line.Event == "ContinuingWithDefaults").Text.Should().Contain("401");
    }

    private static IEnumerable<TestCaseData> Outages()
    {
        yield return Case("refused", () => StubApi.Content(HttpStatusCode.Unauthorized, "", "text/plain"), "Unauthorized, status 401");
        yield return Case("server error", () => StubApi.Content(HttpStatusCode.BadGateway, "", "text/plain"), "ServerError, status 502");
        yield return Case("another body", () => StubApi.Json("{}"), "InvalidResponse, status 200");
        yield return Case("unreachable", () => throw new HttpRequestException(HttpRequestError.ConnectionError), "Unreachable");
        static TestCaseData Case(string name, Func<Task<HttpResponseMessage>> respond, string reason) => new TestCaseData(respond, reason).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Outages))]
    public async Task StartAsync_Outage_LogsTheErrorOnce(Func<Task<HttpResponseMessage>> respond, string reason)
    {
        await using var polling = new PollingHost();
        polling.Api.Response = (_, _) => respond();

        var start = polling.StartAsync();
        await polling.UntilPlannedAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(5));
        await start;

        var error = polling.Flags.Status.LastError!.Message;
        polling.Logs.Lines.Where(line => line.Level >= LogLevel.Warning && line.Text.Contains(error, StringComparison.Ordinal)).Should().ContainSingle().Which.Event.Should().Be("OutageBegan");
        polling.Logs.Lines.Single(line => line.Event == "ContinuingWithDefaults").Text.Should().Contain(reason);
    }

    [Test]
    public async Task StartAsync_FailHostAndApiHangs_ThrowsATimeout()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.FailHost);
        polling.Api.Response = StubApi.Hang;

        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 2); // the start's and the request's
        polling.Time.Advance(TimeSpan.FromSeconds(5));

        (await FluentActions.Awaiting(() => start).Should().ThrowAsync<FlagsmithApiException>()).Which.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    [Test]
    public async Task StartAsync_DoNotWait_StartsWhileTheApiHangs()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        polling.Api.Response = StubApi.Hang;

        await polling.StartAsync(); // the clock stands still

        polling.Flags.Status.State.Should().Be(FlagProviderState.Starting);
    }

    [Test]
    public async Task StartAsync_TwoEnvironmentsHang_TakesOneBudget()
    {
        await using var polling = new PollingHost();
        polling.Services.AddFlagsmithPolling("other", options => options.EnvironmentKey = "other").HttpClientBuilder
            .ConfigurePrimaryHttpMessageHandler(() => polling.Api);
        polling.Api.Response = StubApi.Hang;

        var start = polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Time.ArmedTimers == 4);
        polling.Time.Advance(TimeSpan.FromSeconds(5));

        await start;
    }

    [Test]
    public async Task StopAsync_WhileARequestHangs_DoesNotWaitForIt()
    {
        await using var polling = new PollingHost(options => options.StartupPolicy = StartupPolicy.DoNotWait);
        polling.Api.Response = async (_, _) => // not even the token ends it
        {
            await new TaskCompletionSource().Task;
            return new HttpResponseMessage();
        };
        await polling.StartAsync();
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count == 1);

        await polling.Host.StopAsync(); // the clock stands still, and the request never ends

        polling.Flags.Status.State.Should().Be(FlagProviderState.Stopped);
    }

    [Test]
    public Task StartAsync_WithOnePoolThreadAndAHangingApi_StartsWithinTheBudget() =>
        ChildProcess.RunAsync(["one-pool-thread"], ("DOTNET_PROCESSOR_COUNT", "1"));

    private sealed class EarlyWorker(IFlagProvider flags) : IHostedService
    {
        public bool Saw { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Saw = flags.Current.IsEnabled("on");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
