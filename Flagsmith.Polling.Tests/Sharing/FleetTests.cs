using System.Net;
using Flagsmith.Polling.Tests.Doubles;
using Flagsmith.Polling.Tests.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Sharing;

public sealed class FleetTests
{
    private static readonly string Document = Documents.Of(
        [Documents.State("colour", "\"red\""), Documents.State("limit", "5", id: 2)],
        [Documents.Gold(Documents.State("colour", "\"gold\"", priority: "0"))],
        [Documents.Override("007", Documents.State("limit", "7", id: 2))]);

    [Test]
    public async Task TenHosts_PollOnceAnInterval()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(10);
        fleet.Polls.Should().ContainSingle("the first host polled, and the others found its flags");

        await fleet.RunIntervalsAsync(20);

        fleet.Polls.Should().HaveCountGreaterThanOrEqualTo(18).And.HaveCountLessThanOrEqualTo(22);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.Should().Match<FlagProviderStatus>(status => status.State == FlagProviderState.Fresh && status.SharedStore!.IsAvailable));
        fleet.Hosts.Max(host => fleet.Time.GetUtcNow() - host.Flags.Status.LastConfirmedAt).Should().BeLessThan(TimeSpan.FromSeconds(70), "no host's flags are older than without a store");
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Current.Version.Should().Be(1));
    }

    [Test]
    public async Task OneHost_PollsAsWithoutAStore()
    {
        await using var fleet = new Fleet();
        await fleet.StartAsync();
        await fleet.RunIntervalsAsync(20);
        fleet.Polls.Should().HaveCountGreaterThanOrEqualTo(18).And.HaveCountLessThanOrEqualTo(22);
    }

    [Test]
    public async Task Change_IsOnAllHostsAfterThePollThatSawIt()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(5);
        fleet.Respond("flag_a", "flag_b");
        var before = fleet.Polls.Count;

        await fleet.UntilAsync(() => fleet.Polls.Count > before);
        var polled = fleet.Time.Elapsed;
        await fleet.UntilAsync(() => fleet.Hosts.All(host => host.Flags.Current.HasFeature("flag_b")));

        (fleet.Time.Elapsed - polled).Should().BeLessThan(TimeSpan.FromMilliseconds(100));
        fleet.Hosts.Count(host => host.Flags.Current.Source == FlagSource.SharedStore).Should().BeGreaterThanOrEqualTo(4);
        fleet.Polls.Should().HaveCount(before + 1);
    }

    [Test]
    public async Task LostNotices_AreMadeUpForWithinAnInterval()
    {
        await using var fleet = new Fleet();
        fleet.Store.DropsNotices = true;
        await fleet.StartManyAsync(5);
        fleet.Respond("flag_b");

        await fleet.RunIntervalsAsync(1.2); // the poll that sees it is due within an interval
        await fleet.RunIntervalsAsync(1);

        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
    }

    [Test]
    public async Task HostThatStarts_WhileFlagsmithIsDown_HasTheFlagsOfTheFleet()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        fleet.RespondWith(StubApi.Hang);
        await fleet.RunIntervalsAsync(3);
        var late = fleet.Add();
        var start = late.StartAsync();
        await fleet.Time.AdvanceUntilAsync(() => start.IsCompleted); // with the clock standing still

        late.Flags.Current.Source.Should().Be(FlagSource.SharedStore);
        Fleet.NamesOn(late).Should().Equal("flag_a");
        late.Flags.Status.IsReady.Should().BeTrue();
        late.Flags.Status.LastConfirmedAt.Should().BeBefore(fleet.Time.GetUtcNow() - TimeSpan.FromMinutes(2), "it says how old they are");
    }

    [Test]
    public async Task HostThatStarts_WhileFlagsmithHangs_AndItsConnectionTakesASecond_HasTheFlagsOfTheFleet()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        fleet.RespondWith(StubApi.Hang);

        var polls = fleet.Polls.Count;
        var store = new SlowStore(fleet.Store, TimeSpan.FromSeconds(1), fleet.Time);
        var late = fleet.Add(store: store);
        var start = late.StartAsync();
        await fleet.SettleAsync();
        fleet.Time.Advance(TimeSpan.FromMilliseconds(250)); // the look's patience is over
        await fleet.Time.AdvanceUntilAsync(() => store.Reads == 2 && fleet.Polls.Count > polls); // it asks Flagsmith, and reads once more
        await fleet.SettleAsync();
        fleet.Time.Advance(TimeSpan.FromSeconds(1));
        await fleet.Time.AdvanceUntilAsync(() => start.IsCompleted); // with the clock standing still

        Fleet.NamesOn(late).Should().Equal("flag_a");
        late.Flags.Current.Source.Should().Be(FlagSource.SharedStore);
    }

    [Test]
    public async Task Clocks_ThatDifferByTenMinutes_ChangeNothing()
    {
        await using var fleet = new Fleet();
        for (var index = 0; index < 6; index++)
        {
            await fleet.StartAsync(clock: new SkewedTime(fleet.Time, TimeSpan.FromMinutes((index - 3) * 5)));
        }

        await fleet.RunIntervalsAsync(10);

        fleet.Polls.Should().HaveCountGreaterThanOrEqualTo(9).And.HaveCountLessThanOrEqualTo(11);
        fleet.Respond("flag_b");
        await fleet.RunIntervalsAsync(1.2);
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh, $"{host.Flags.Status.LastError}"));
    }

    [Test]
    public async Task HostThatAdopted_ReadsItsOwnNextResponseInFull()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        await fleet[1].Flags.RefreshAsync(); // both have read a body of their own
        fleet.Respond("flag_b");
        await fleet[0].Flags.RefreshAsync();
        await fleet.UntilAsync(() => fleet[1].Flags.Current.HasFeature("flag_b"));
        await fleet.SettleAsync();

        fleet.Respond("flag_a"); // the bytes that the second host read last
        await fleet[1].Flags.RefreshAsync();
        Fleet.NamesOn(fleet[1]).Should().Equal("flag_a");
        fleet.Respond("flag_c");
        await fleet[1].Flags.RefreshAsync();
        Fleet.NamesOn(fleet[1]).Should().Equal("flag_c");
    }

    [Test]
    public async Task Refresh_PollsUnderTheTurn_AndReachesAll()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(3);
        fleet.Respond("flag_b");

        await fleet[1].Flags.RefreshAsync();
        Fleet.NamesOn(fleet[1]).Should().Equal("flag_b");
        await fleet.RunAsync(TimeSpan.FromMilliseconds(100));

        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
        fleet.Polls.Should().HaveCount(2);
        fleet[0].Flags.Status.SharedStore!.LastPolledBy.Should().Be("host-1");
    }

    [Test]
    public async Task RefreshesAtOnce_AreTwoPollsAtMost()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(8);
        var gate = new TaskCompletionSource();
        fleet.RespondWith(async (_, _) =>
        {
            await gate.Task;
            return await StubApi.Json(Bodies.List(Bodies.Flag("flag_b")));
        });

        fleet.Time.Advance(TimeSpan.FromMilliseconds(1));
        var refreshes = Task.WhenAll(fleet.Hosts.Select(host => host.Flags.RefreshAsync()));
        await fleet.SettleAsync(); // those without the turn wait
        fleet.Polls.Should().HaveCount(2);
        gate.SetResult();
        await fleet.UntilAsync(() => refreshes.IsCompleted);
        await refreshes;

        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
        fleet.Polls.Count.Should().BeLessThanOrEqualTo(3);
    }

    [Test]
    public async Task Refresh_WhileAnotherHostHasTheTurn_WaitsTwoSecondsAndPollsWithoutWriting()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        var stored = fleet.Store.GetConfirmation(fleet.Environment);
        await fleet.Store.TryTakeTurnAsync(fleet.Environment, TimeSpan.FromSeconds(15), default);
        fleet.Respond("flag_b");
        var begun = fleet.Time.Elapsed;

        var refresh = fleet[0].Flags.RefreshAsync();
        await fleet.UntilAsync(() => refresh.IsCompleted);

        (fleet.Time.Elapsed - begun).Should().BeLessThan(TimeSpan.FromSeconds(2.5));
        Fleet.NamesOn(fleet[0]).Should().Equal("flag_b");
        fleet.Store.GetConfirmation(fleet.Environment).Should().Equal(stored);
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        Fleet.NamesOn(fleet[0]).Should().Equal(["flag_b"], "what the store has is older");
    }

    [Test]
    public async Task EmptyList_IsSharedOnceAScheduledPollHasConfirmedIt()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(3);
        fleet.Respond();
        var stored = fleet.Store.GetBody(fleet.Environment);

        await fleet[0].Flags.RefreshAsync();
        fleet[0].Flags.Current.Flags.Should().BeEmpty("it was asked for");
        fleet.Store.GetBody(fleet.Environment).Should().Equal(stored);
        Fleet.NamesOn(fleet[1]).Should().Equal("flag_a");

        await fleet.RunIntervalsAsync(3);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Current.Flags.Should().BeEmpty());
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh));
    }

    [Test]
    public async Task HintAboutTheEnvironment_ReachesAll()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(4);
        fleet.Respond("flag_b");
        fleet[2].Host.Services.GetRequiredService<IFlagChangeHints>().EnvironmentChanged();
        await fleet.Time.AdvanceUntilAsync(() => fleet.Polls.Count == 2); // nothing of a fleet's shows whether a hint is still to take effect

        await fleet.UntilAsync(() => fleet.Hosts.All(host => host.Flags.Current.HasFeature("flag_b")));
        fleet.Polls.Should().HaveCount(2);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task HintAboutUsers_ReachesTheCachesOfAll(bool isOneUser)
    {
        await using var fleet = new Fleet();
        var users = new UsersApi(fleet.Api);
        await fleet.StartManyAsync(3);
        foreach (var host in fleet.Hosts)
        {
            await host.Users.GetFlagsAsync("ada");
            await host.Users.GetFlagsAsync("konrad");
        }

        users.Count.Should().Be(6);
        var hints = fleet[0].Host.Services.GetRequiredService<IFlagChangeHints>();
        if (isOneUser)
        {
            hints.UserChanged("ada");
        }
        else
        {
            hints.UsersChanged();
        }

        await fleet.Time.AdvanceUntilAsync(
            () =>
            {
                foreach (var host in fleet.Hosts)
                {
                    _ = host.Users.GetFlagsAsync("ada").AsTask();
                    _ = host.Users.GetFlagsAsync("konrad").AsTask();
                }

                return users.Count >= (isOneUser ? 9 : 12);
            });
        users.Asked.Count(asked => asked["identifier"]!.GetValue<string>() == "konrad").Should().Be(isOneUser ? 3 : 6, "of one user nothing is said about another");
    }

    [Test]
    public async Task LocalEvaluation_IsSharedWithUsers()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith((_, _) => StubApi.Json(Document));
        for (var index = 0; index < 3; index++)
        {
            await fleet.StartAsync(options => options.Mode = FlagsmithMode.LocalEvaluation);
        }

        fleet.Polls.Should().ContainSingle();
        foreach (var host in fleet.Hosts)
        {
            (await host.Users.GetFlagsAsync("007")).GetValue("limit", 0).Should().Be(7);
            (await host.Users.GetFlagsAsync(new FlagIdentity("ada") { Traits = new Dictionary<string, TraitValue> { ["plan"] = "gold" } })).GetValue("colour", "").Should().Be("gold");
        }

        fleet.RespondWith((_, _) => StubApi.Json(Document.Replace("\"gold\"}", "\"silver\"}", StringComparison.Ordinal)));
        await fleet.RunIntervalsAsync(1.2);
        fleet.Polls.Should().HaveCount(2);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Current.Version.Should().Be(2, "a change of a segment alone is a change of the document"));
    }

    [Test]
    public async Task LocalEvaluation_HostThatAdoptedFetchesInFull()
    {
        await using var fleet = new Fleet();
        var lastModified = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var conditions = 0;
        fleet.RespondWith((request, _) => Respond(request, Document));
        for (var index = 0; index < 2; index++)
        {
            await fleet.StartAsync(options => options.Mode = FlagsmithMode.LocalEvaluation);
        }

        await fleet.RunIntervalsAsync(8); // long enough for conditions
        var changed = Document.Replace("5}", "6}", StringComparison.Ordinal); // and Last-Modified stays, as for overrides on Edge
        fleet.RespondWith((request, _) => Respond(request, changed));
        await fleet[0].Flags.RefreshAsync();
        await fleet.RunIntervalsAsync(6);

        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Current.GetValue("limit", 0).Should().Be(6, "a 304 is about what the host itself fetched"));
        conditions.Should().BePositive();

        async Task<HttpResponseMessage> Respond(HttpRequestMessage request, string document)
        {
            if (request.Headers.IfModifiedSince is not null)
            {
                conditions++;
                return new HttpResponseMessage(HttpStatusCode.NotModified);
            }

            var response = await StubApi.Json(document);
            response.Content.Headers.LastModified = lastModified;
            return response;
        }
    }

    [Test]
    public async Task Options_OfEachHostApplyToWhatItAdopts()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith((_, _) => StubApi.Json(Documents.Of([Documents.State("public"), Documents.State("private", id: 9)])));
        await fleet.StartAsync(options => options.Mode = FlagsmithMode.LocalEvaluation);
        var other = await fleet.StartAsync(options =>
        {
            options.Mode = FlagsmithMode.LocalEvaluation;
            options.LocalEvaluation.HideServerKeyOnlyFeatures = true;
        });

        Fleet.NamesOn(fleet[0]).Should().Equal("public", "private");
        Fleet.NamesOn(other).Should().Equal("public");
    }

    [Test]
    public async Task HostThatAdopts_KeepsItsLastKnownGoodFileToo()
    {
        var folder = Directory.CreateTempSubdirectory("flags-").FullName;
        try
        {
            await using var fleet = new Fleet();
            await fleet.StartAsync();
            await fleet.StartAsync(options => options.LastKnownGood.Path = Path.Combine(folder, "flags.json"));

            await fleet.Time.AdvanceUntilAsync(() => Directory.GetFiles(folder).Length == 1);
            fleet.Polls.Should().ContainSingle();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Stop_GivesTheTurnBack()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(1);
        fleet.RespondWith(StubApi.Hang);
        await fleet.UntilAsync(() => fleet.Polls.Count == 2);
        (await fleet.Store.TryTakeTurnAsync(fleet.Environment, TimeSpan.FromSeconds(1), default)).Should().BeNull();

        await fleet[0].Host.StopAsync();
        await ((IAsyncDisposable)fleet[0].Host).DisposeAsync();

        SharedTurn? turn = null;
        await fleet.Time.AdvanceUntilAsync(() => (turn ??= fleet.Store.TryTakeTurnAsync(fleet.Environment, TimeSpan.FromSeconds(1), default).AsTask().Result) is not null);
    }

    [Test]
    public async Task HealthAndDiagnostics_ShowTheFleet()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        var diagnostics = fleet[1].Host.Services.GetRequiredService<IFlagDiagnostics>();

        fleet[1].Flags.Status.SharedStore.Should().BeEquivalentTo(new SharedStoreStatus { IsAvailable = true, LastPolledBy = "host-0", LastPolledAt = fleet[1].Flags.Status.SharedStore!.LastPolledAt });
        diagnostics.RecentPolls.Should().ContainSingle().Which.Should().Match<FlagPollRecord>(poll => poll.IsShared && poll.Outcome == FlagPollOutcome.Published);
        await using var alone = new PollingHost();
        alone.Flags.Status.SharedStore.Should().BeNull("no store is registered");
    }
}
