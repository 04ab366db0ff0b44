using System.Net;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Diagnostics;

/// <summary>What an environment shows of itself.</summary>
public sealed class FlagDiagnosticsTests
{
    [Test]
    public async Task RecentPolls_SayWhyEachRan_HowItEnded_AndHowLongItTook()
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromMinutes(1));
        Respond(Bodies.Flag("a", value: "1"));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        await polling.PollAsync();
        Respond();
        await polling.PollAsync();
        polling.Api.RespondStatus(HttpStatusCode.ServiceUnavailable);
        await polling.Flags.Invoking(flags => flags.RefreshAsync()).Should().ThrowAsync<FlagsmithApiException>();
        Respond(Bodies.Flag("a", value: "2"));
        await polling.UntilPlannedAsync();
        Hints(polling).EnvironmentChanged();
        await polling.Time.AdvanceUntilAsync(() => Diagnostics(polling).RecentPolls.Count == 5);

        var polls = Diagnostics(polling).RecentPolls;

        polls.Select(poll => (poll.Reason, poll.Outcome, poll.Error)).Should().Equal(
            (FlagPollReason.Scheduled, FlagPollOutcome.Published, null),
            (FlagPollReason.Scheduled, FlagPollOutcome.Unchanged, null),
            (FlagPollReason.Scheduled, FlagPollOutcome.Held, null),
            (FlagPollReason.Requested, FlagPollOutcome.Failed, FlagsmithErrorKind.ServerError),
            (FlagPollReason.Hint, FlagPollOutcome.Published, null));
        polls.Select(poll => poll.StartedAt).Should().BeInAscendingOrder().And.OnlyContain(at => at <= polling.Time.GetUtcNow());
        polls[1].StartedAt.Should().BeAfter(polls[0].StartedAt);

        void Respond(params string[] flags) => polling.Api.RespondJson(Bodies.List(flags));
    }

    [Test]
    public async Task RecentPolls_DurationIsThatOfThePoll()
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromMinutes(1));
        polling.Api.Response = (_, _) =>
        {
            polling.Time.Advance(TimeSpan.FromMilliseconds(250));
            return StubApi.Json("[]");
        };
        await polling.StartAsync();
        await polling.UntilPlannedAsync();

        Diagnostics(polling).RecentPolls.Should().ContainSingle().Which.Duration.Should().Be(TimeSpan.FromMilliseconds(250));
    }

    [TestCase(99)]
    [TestCase(100)]
    [TestCase(101)]
    [TestCase(250)]
    public async Task RecentPolls_TheLastHundredAreKept_OldestFirst(int count)
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromHours(1));
        await polling.StartAsync();
        await polling.UntilPlannedAsync();
        for (var poll = 1; poll < count; poll++)
        {
            polling.Time.Advance(TimeSpan.FromSeconds(1));
            await polling.Flags.RefreshAsync();
        }

        var polls = Diagnostics(polling).RecentPolls;

        polls.Should().HaveCount(Math.Min(count, 100));
        polls.Zip(polls.Skip(1), (one, next) => next.StartedAt - one.StartedAt).Should().OnlyContain(gap => gap == TimeSpan.FromSeconds(1));
        polls[^1].StartedAt.Should().Be(polling.Time.GetUtcNow());
    }

    [Test]
    public async Task Identities_AreCountedFromTheFirstLookOn()
    {
        await using var polling = new PollingHost(options =>
        {
            options.PollInterval = TimeSpan.FromHours(1);
            options.Identities.MaxEntries = 500;
            options.Identities.TimeToLive = TimeSpan.FromMinutes(1);
            options.Identities.StaleWhileRevalidate = TimeSpan.FromHours(1);
        });
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1"), Bodies.Flag("another")));
        await polling.StartAsync();
        var api = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("before");
        var before = Diagnostics(polling).Identities!;

        await polling.Users.GetFlagsAsync("one");
        polling.Cached("one");
        polling.Cached("one");
        polling.Time.Advance(TimeSpan.FromMinutes(3));
        polling.Cached("one");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 3 && Diagnostics(polling).Identities!.RequestsInFlight == 0);
        api.Fail(HttpStatusCode.BadGateway);
        await polling.Users.GetFlagsAsync("two");

        (before.Entries, before.MaxEntries, before.Hits, before.Misses).Should().Be((1, 500, 0, 0));
        var after = Diagnostics(polling).Identities!;
        (after.Entries, after.Hits, after.StaleHits, after.Misses, after.Fallbacks, after.IsSuspended).Should().Be((2, 2, 1, 1, 1, false));
    }

    [Test]
    public async Task Identities_RequestsInFlightAndSuspensionShow()
    {
        await using var polling = new PollingHost(options => options.PollInterval = TimeSpan.FromHours(1));
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var api = new UsersApi(polling.Api) { Wait = (_, _) => gate.Task };
        api.Fail(HttpStatusCode.BadGateway);

        var reads = Enumerable.Range(0, 10).Select(number => polling.Users.GetFlagsAsync($"user-{number}").AsTask()).ToArray();
        await polling.Time.AdvanceUntilAsync(() => api.Count == 10);
        Diagnostics(polling).Identities!.RequestsInFlight.Should().Be(10);
        gate.SetResult();
        await Task.WhenAll(reads);

        await polling.Time.AdvanceUntilAsync(() => Diagnostics(polling).Identities is { RequestsInFlight: 0, IsSuspended: true });
    }

    [Test]
    public async Task LocalEvaluation_FlagsAreExplained_OnceThereIsADocument()
    {
        await using var polling = new PollingHost(options => (options.Mode, options.PollInterval) = (FlagsmithMode.LocalEvaluation, TimeSpan.FromHours(1)));
        polling.Api.RespondStatus(HttpStatusCode.BadGateway);
        await polling.StartWithinAsync(TimeSpan.FromSeconds(10));
        var diagnostics = Diagnostics(polling);
        diagnostics.CanExplain.Should().BeFalse();
        diagnostics.Invoking(nothing => nothing.Explain("colour")).Should().Throw<InvalidOperationException>().WithMessage("*LocalEvaluation*");
        polling.Api.RespondJson(Documents.Of([Documents.State("colour", "\"red\"")], [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0"))]));
        await polling.Flags.RefreshAsync();

        var gold = diagnostics.Explain("colour", new FlagIdentity("ada") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } })!;

        (diagnostics.CanExplain, diagnostics.Mode, diagnostics.Identities).Should().Be((true, FlagsmithMode.LocalEvaluation, null));
        (gold.Flag.Value.ToString(), gold.Segment).Should().Be(("gold", "gold"));
        gold.Lines.Should().Contain(line => line.Matches && line.Depth > 0);
        diagnostics.Explain("colour")!.Flag.Value.ToString().Should().Be("red");
        diagnostics.Explain("nothing").Should().BeNull();
        diagnostics.Invoking(nothing => nothing.Explain(null!)).Should().Throw<ArgumentNullException>();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task WhereNothingPolls_ThereIsNothingToShow(bool isOffline)
    {
        await using var polling = new PollingHost(options => options.Offline = isOffline, setDefaults: false);
        using var flags = new TestFlagProvider();
        if (!isOffline)
        {
            polling.Services.UseTestFlags(flags);
        }

        await polling.StartAsync();
        var diagnostics = Diagnostics(polling);

        (diagnostics.RecentPolls.Count, diagnostics.Identities, diagnostics.CanExplain).Should().Be((0, null, false));
        diagnostics.Invoking(nothing => nothing.Explain("a")).Should().Throw<InvalidOperationException>();
        polling.Api.Requests.Should().BeEmpty();
    }

    private static IFlagDiagnostics Diagnostics(PollingHost polling) => polling.Host.Services.GetRequiredService<IFlagDiagnostics>();

    private static IFlagChangeHints Hints(PollingHost polling) => polling.Host.Services.GetRequiredService<IFlagChangeHints>();
}
