using System.Net;
using Flagsmith.Polling.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class PollingTests
{
    private const string Good = "good";

    [Test]
    public async Task UnexpectedErrorInTheLoop_IsLogged_AndPollingCanStop()
    {
        await using var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag")));
        var errors = 0;
        polling.Services.AddSingleton(new Randomness(() => throw new InvalidOperationException($"unexpected {++errors}")));

        await polling.Host.StartAsync(); // plans nothing
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("LoopFailed") > 0);
        await polling.Host.StopAsync();

        var (level, _, text) = polling.Logs.Lines.Single(line => line.Event == "LoopFailed");
        level.Should().Be(LogLevel.Error);
        text.Should().Contain("unexpected 1", "the first is logged");
        polling.Flags.Current.HasFeature("a_flag").Should().BeTrue();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Stopped);
    }

    [Test]
    public async Task Poll_ChangedFlag_PublishesTheNextVersion()
    {
        await using var polling = await StartedAsync();
        var before = polling.Flags.Current;
        polling.Api.RespondJson(Bodies.List(Bodies.Flag(Good, enabled: false), Bodies.Flag("other")));

        await polling.PollAsync();

        before.IsEnabled(Good).Should().BeTrue("a snapshot never changes");
        polling.Flags.Current.IsEnabled(Good).Should().BeFalse();
        polling.Flags.Current.Version.Should().Be(before.Version + 1);
        polling.Flags.Current.GetFlag("other").Should().BeSameAs(before.GetFlag("other"), "what stays the same is shared");
    }

    [Test]
    public async Task Poll_SameBytes_OnlyVerifies()
    {
        await using var polling = await StartedAsync();
        var (before, verified) = (polling.Flags.Current, polling.Flags.Status.LastConfirmedAt);

        await polling.PollAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Status.LastConfirmedAt.Should().BeAfter(verified!.Value);
    }

    [Test]
    public async Task Poll_EqualFlagsInAnotherOrder_PublishesNothing()
    {
        await using var polling = await StartedAsync();
        var before = polling.Flags.Current;
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("other").Replace("\"id\":7", "\"irrelevant\":1,\"id\":7", StringComparison.Ordinal), Bodies.Flag(Good)));

        await polling.PollAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task Poll_DuplicateNames_LastWins()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag(Good, value: "1"), Bodies.Flag("Good"), Bodies.Flag(Good, value: "2")));

        await polling.PollAsync();

        polling.Flags.Current.GetValue(Good, 0).Should().Be(2);
        polling.Flags.Current.Flags.Should().HaveCount(2, "names that differ by case are two");
    }

    [Test]
    public async Task Poll_MalformedFlag_IsSkippedWithOneWarning()
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondJson(Bodies.List("{}", Bodies.Flag(Good, value: "9")));

        await polling.PollAsync();
        await polling.PollAsync();

        polling.Flags.Current.GetValue(Good, 0).Should().Be(9);
        polling.Logs.Count("FlagsSkipped").Should().Be(1);
    }

    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case("HtmlWith200", FlagsmithErrorKind.InvalidResponse, () => StubApi.Content(HttpStatusCode.OK, "<html>sign in</html>", "text/html"));
        yield return Case("HtmlCalledJson", FlagsmithErrorKind.InvalidResponse, () => StubApi.Json("<html>sign in</html>"));
        yield return Case("Truncated", FlagsmithErrorKind.InvalidResponse, () => StubApi.Json(Bodies.List(Bodies.Flag(Good))[..60]));
        yield return Case("WrongRoot", FlagsmithErrorKind.InvalidResponse, () => StubApi.Json("{\"detail\":\"no\"}"));
        yield return Case("Empty", FlagsmithErrorKind.InvalidResponse, () => StubApi.Json(""));
        yield return Case("NoContent", FlagsmithErrorKind.InvalidResponse, () => StubApi.Content(HttpStatusCode.NoContent, "", "application/json"));
        yield return Case("NotModified", FlagsmithErrorKind.InvalidResponse, () => StubApi.Content(HttpStatusCode.NotModified, "", "application/json"));
        yield return Case("500", FlagsmithErrorKind.ServerError, () => StubApi.Content(HttpStatusCode.InternalServerError, "x", "text/html"));
        yield return Case("503", FlagsmithErrorKind.ServerError, () => StubApi.Content(HttpStatusCode.ServiceUnavailable, "x", "text/html"));
        yield return Case("429", FlagsmithErrorKind.Throttled, () => StubApi.Content(HttpStatusCode.TooManyRequests, "x", "text/html"));
        yield return Case("Refused", FlagsmithErrorKind.Unreachable, () => throw new HttpRequestException(HttpRequestError.ConnectionError));
        yield return Case("Surprise", FlagsmithErrorKind.InvalidResponse, () => throw new InvalidProgramException("a handler's own fault"));
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Poll_Fails_KeepsTheSnapshotSaysSoOnceAndHeals(FlagsmithErrorKind failure, Func<Task<HttpResponseMessage>> response)
    {
        await using var polling = await StartedAsync();
        var before = polling.Flags.Current;
        polling.Api.Response = (_, _) => response();

        await polling.PollAsync();
        await polling.PollAsync();

        polling.Flags.Current.Should().BeSameAs(before);
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Failing, ConsecutiveFailures = 2, IsReady = true });
        polling.Flags.Status.LastError!.Kind.Should().Be(failure);
        polling.Logs.Count("OutageBegan").Should().Be(1);
        polling.Logs.Lines.Should().NotContain(line => line.Text.Contains("sign in", StringComparison.Ordinal) || line.Text.Contains(PollingHost.Key, StringComparison.Ordinal));

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("healed")));
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("healed").Should().BeTrue();
        polling.Flags.Status.Should().BeEquivalentTo(new { State = FlagProviderState.Fresh, ConsecutiveFailures = 0, LastError = (object?)null });
        polling.Logs.Count("OutageEnded").Should().Be(1);
    }

    [Test]
    public async Task Poll_ResponseTakesTooLong_TimesOutOnTheInjectedClock()
    {
        await using var polling = await StartedAsync();
        polling.Api.Response = StubApi.Hang;

        await polling.BeginPollAsync();
        polling.Time.Advance(TimeSpan.FromSeconds(10));
        await polling.UntilPlannedAsync();

        polling.Flags.Status.LastError!.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    [TestCase(365)]
    [TestCase(-365)]
    public async Task Poll_WallClockJumps_KeepsItsSchedule(int days)
    {
        await using var polling = await StartedAsync();
        await polling.PollAsync();
        var due = polling.Time.UntilNextTimer;

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));

        polling.Time.UntilNextTimer.Should().Be(due).And.Be(TimeSpan.FromSeconds(60));
        var requests = polling.Api.Requests.Count;
        polling.Time.Advance(TimeSpan.FromSeconds(59));
        polling.Api.Requests.Should().HaveCount(requests);
        polling.Time.Advance(TimeSpan.FromSeconds(1));
        await polling.Time.AdvanceUntilAsync(() => polling.Api.Requests.Count > requests);
        await polling.UntilPlannedAsync();
        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(60), "the pause after the jump is as long as any");
    }

    [TestCase(365)]
    [TestCase(-365)]
    public async Task Poll_WallClockJumpsDuringAnOutage_BacksOffAsBefore(int days)
    {
        await using var polling = await StartedAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        await polling.PollAsync();
        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(15), "half of twice a quarter of the interval");

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));

        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(15));
        await polling.PollAsync();
        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(30));
    }

    [TestCase(365)]
    [TestCase(-365)]
    public async Task Poll_WallClockJumpsDuringARequest_TimesOutAsBefore(int days)
    {
        await using var polling = await StartedAsync();
        polling.Api.Response = StubApi.Hang;
        await polling.BeginPollAsync();

        polling.Time.SetWallClock(polling.Time.GetUtcNow().AddDays(days));

        polling.Time.UntilNextTimer.Should().Be(TimeSpan.FromSeconds(10));
        polling.Time.Advance(TimeSpan.FromSeconds(9.9));
        polling.Flags.Status.LastError.Should().BeNull();
        polling.Time.Advance(TimeSpan.FromSeconds(0.1));
        await polling.UntilPlannedAsync();
        polling.Flags.Status.LastError!.Kind.Should().Be(FlagsmithErrorKind.Timeout);
    }

    [Test]
    public async Task Poll_LoggerThrows_LoopGoesOn()
    {
        await using var polling = new PollingHost();
        polling.Services.AddSingleton<ILoggerProvider, ThrowingLogger>();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag(Good)));
        await polling.StartAsync();
        polling.Api.RespondStatus(HttpStatusCode.InternalServerError);
        for (var poll = 0; poll < 3; poll++)
        {
            await polling.PollAsync();
        }

        polling.Api.RespondJson(Bodies.List(Bodies.Flag("healed")));
        await polling.PollAsync();

        polling.Flags.Current.IsEnabled("healed").Should().BeTrue();
    }

    private static TestCaseData Case(string name, FlagsmithErrorKind failure, Func<Task<HttpResponseMessage>> response) =>
        new TestCaseData(failure, response).SetArgDisplayNames(name);

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag(Good), Bodies.Flag("other")));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        return polling;
    }
}
