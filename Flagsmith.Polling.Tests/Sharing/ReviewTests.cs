using System.Net;
using System.Text;
using Flagsmith.Polling.Refresh;
using Flagsmith.Polling.Sharing;
using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Sources;
using Flagsmith.Polling.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Sharing;

/// <summary>Faults that a review has found, one test each.</summary>
public sealed class ReviewTests
{
    private static readonly SharedKeys Keys = SharedKeys.Of(new FlagsmithPollingOptions { EnvironmentKey = PollingHost.Key, ApiUrl = new Uri("https://flags.test/api/v1/") });

    [Test]
    public async Task PollThatFails_AfterItsPauseIsOver_IsFollowedByAPause()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith(StubApi.Hang);
        var host = fleet.Add(random: 0);
        var start = host.StartAsync();
        await fleet.UntilAsync(() => host.Flags.Status.ConsecutiveFailures > 0);
        await fleet.Time.AdvanceUntilAsync(() => host.Flags.Status.NextPollAt is not null || host.Logs.Count("LoopFailed") > 0);
        await start;

        host.Logs.Count("LoopFailed").Should().Be(0);
    }

    [Test]
    public async Task Refresh_InTheMomentOfThePollBefore_SeesWhatHasChangedSince()
    {
        await using var fleet = new Fleet();
        var host = await fleet.StartAsync();
        fleet.Respond("flag_b");
        await RefreshAsync(fleet, host);
        fleet.Respond("flag_c");
        await RefreshAsync(fleet, host);

        Fleet.NamesOn(host).Should().Equal("flag_c");
    }

    [Test]
    public void Confirmation_OfABodyOfNegativeLength_IsRefused()
    {
        var bytes = SharedConfirmationFormat.Write(SharedConfirmation.None with { Sequence = 1, BodyLength = -5 }, Keys);
        SharedConfirmationFormat.TryRead(bytes, Keys).Should().BeNull("with a negative length a store may return all that it has");
    }

    [Test]
    public async Task HostThatCannotUseTheBody_AndCannotPoll_LeavesItToTheOthers()
    {
        await using var fleet = new Fleet();
        fleet.Respond("flag_a", "flag_b");
        await fleet.StartAsync();
        await fleet.StartAsync(options => options.MaxFlags = 1);
        fleet.Polls.Should().HaveCountGreaterThan(1, "the second host cannot use the body");
        fleet.RespondWith((_, _) => StubApi.Content(HttpStatusCode.ServiceUnavailable, "", "text/plain"));

        var late = await fleet.StartAsync();

        Fleet.NamesOn(late).Should().Equal("flag_a", "flag_b");
    }

    [Test]
    public async Task FailuresOfOneHost_WhateverTheLengthOfItsName_HoldUpNoOther()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith((_, _) => throw new HttpRequestException("no route"));
        await fleet.StartAsync(options => options.SharedStore.HostName = "a-name-of-a-pod-7d9f8b6c5d-of-38-bytes");
        await fleet.RunIntervalsAsync(5);

        StoredIn(fleet).Attempts.Should().Match<SharedAttempts>(attempts => attempts.Failures > 1 && !attempts.IsShared);
    }

    [Test]
    public async Task FailuresOfHosts_WhoseLongNamesBeginAlike_HoldUpAll()
    {
        await using var fleet = new Fleet();
        fleet.RespondWith((_, _) => throw new HttpRequestException("no route"));
        await fleet.StartAsync(options => options.SharedStore.HostName = "a-deployment-with-a-long-name-7d9f8b6c5d-x2x4z");
        await fleet.StartAsync(options => options.SharedStore.HostName = "a-deployment-with-a-long-name-7d9f8b6c5d-k8k6w");
        await fleet.UntilAsync(() => StoredIn(fleet).Attempts.Failures > 1);

        StoredIn(fleet).Attempts.IsShared.Should().BeTrue();
    }

    [Test]
    public async Task HostWithoutNetwork_ThatIsAskedToRefresh_DoesNotProlongTheOutageOfTheOthers()
    {
        await using var fleet = new Fleet();
        await fleet.StartAsync();
        using var noRoute = new StubApi { Response = (_, _) => throw new HttpRequestException("no route") };
        var blocked = fleet.Add(api: noRoute, random: 0.9);
        await fleet.StartAsync(blocked);
        fleet.RespondWith((_, _) => throw new HttpRequestException("no route"));
        await fleet.UntilAsync(() => StoredIn(fleet).Attempts.IsShared);
        fleet.Respond("flag_b");

        for (var second = 0; second < 600 && !fleet[0].Flags.Current.HasFeature("flag_b"); second++)
        {
            await FluentActions.Awaiting(() => RefreshAsync(fleet, blocked)).Should().ThrowAsync<FlagsmithApiException>();
            await fleet.RunAsync(TimeSpan.FromSeconds(1));
        }

        Fleet.NamesOn(fleet[0]).Should().Equal("flag_b");
    }

    [Test]
    public async Task Status_SaysWhoPolled_OnTheHostItself()
    {
        await using var fleet = new Fleet();
        var host = await fleet.StartAsync();
        host.Flags.Status.SharedStore.Should().Match<SharedStoreStatus>(status => status.LastPolledBy == "host-0" && status.LastPolledAt <= fleet.Time.GetUtcNow());

        fleet.RespondWith((_, _) => StubApi.Content(HttpStatusCode.ServiceUnavailable, "", "text/plain"));
        await fleet.UntilAsync(() => host.Flags.Status is { ConsecutiveFailures: 2, SharedStore: { FleetFailures: 2, LastPolledBy: "host-0" } });

        fleet.Respond("flag_a");
        await fleet.UntilAsync(() => host.Flags.Status is { ConsecutiveFailures: 0, SharedStore.FleetFailures: 0 });
    }

    [Test]
    public async Task Status_SaysThatTheStoreIsUnavailable_BeforeTheHostPollsByItself()
    {
        await using var fleet = new Fleet();
        var host = await fleet.StartAsync();
        fleet.Store.Failure = new IOException("gone");
        await fleet.UntilAsync(() => host.Logs.Count("SharedStoreUnavailable") > 0);
        await fleet.SettleAsync();

        fleet.Polls.Should().ContainSingle("it polls at a moment of its own");
        host.Flags.Status.SharedStore!.IsAvailable.Should().BeFalse();
    }

    [Test]
    public async Task FailureOfAnotherHost_BetweenLookAndTurn_Counts()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        way.BeforeTurn = async token =>
        {
            way.BeforeTurn = _ => Task.CompletedTask;
            var stored = StoredIn(fleet);
            var now = (await fleet.Store.ReadAsync(fleet.Environment, token)).Now;
            var failed = SharedAttempts.None with { Failures = 2, NotBefore = now + TimeSpan.FromSeconds(100), Error = FlagsmithErrorKind.ServerError, IsShared = true };
            await WriteAsync(fleet, stored with { Attempts = failed }, body: null);
        };

        await fleet.RunAsync(TimeSpan.FromSeconds(70));

        fleet.Polls.Should().ContainSingle("the fleet's next attempt is due in 100 seconds");
        StoredIn(fleet).Attempts.Failures.Should().Be(2);
        host.Flags.Status.State.Should().Be(FlagProviderState.Failing);
        await fleet.RunAsync(TimeSpan.FromSeconds(100));
        fleet.Polls.Should().HaveCount(2, "the turn was given back");
    }

    [Test]
    public async Task StoreThatFails_AfterTheTurnWasTaken_IsNotWrittenTo()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        await fleet.StartAsync(store: way);
        way.BeforeTurn = async token =>
        {
            way.BeforeTurn = _ => Task.CompletedTask;
            way.BeforeRead = _ =>
            {
                way.BeforeRead = _ => Task.CompletedTask;
                throw new IOException("gone");
            };
            var content = Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag("flag_b")));
            var body = SharedBodyFormat.Write(content, SharedBodyFormat.HashOf(content), Keys);
            var now = (await fleet.Store.ReadAsync(fleet.Environment, token)).Now;
            await WriteAsync(fleet, StoredIn(fleet) with { Sequence = 2, BeganAt = now, Hash = SharedBodyFormat.HashOf(content), BodyLength = body.Length }, body);
        };

        await fleet.RunAsync(TimeSpan.FromSeconds(70));

        SharedBodyFormat.TryRead(fleet.Store.GetBody(fleet.Environment), Keys, StoredIn(fleet).Hash, 100_000, out _).Should().BeNull("the body is the one that is confirmed");
    }

    [Test]
    public async Task Turn_IsGivenBack_WhenTheHostIsDisposedBeforeItPolls()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        var isHanging = false;
        way.AfterTurn = turn =>
        {
            way.BeforeRead = token =>
            {
                isHanging = true;
                return Task.Delay(Timeout.InfiniteTimeSpan, token);
            };
            return Task.FromResult(turn);
        };
        var refresh = host.Flags.RefreshAsync();
        await fleet.Time.AdvanceUntilAsync(() => isHanging);

        await host.DisposeAsync();

        await FluentActions.Awaiting(() => refresh).Should().ThrowAsync<ObjectDisposedException>();
        await fleet.Time.AdvanceUntilAsync(() => CanTakeTurn(fleet));
    }

    [Test]
    public async Task Disposal_InAPoll_LastsUntilTheTurnIsGivenBack()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        fleet.RespondWith(StubApi.Hang);
        var (releasing, released) = (false, new TaskCompletionSource());
        way.BeforeRelease = _ =>
        {
            releasing = true;
            return released.Task;
        };
        var polls = fleet.Polls.Count;
        var refresh = host.Flags.RefreshAsync();
        await fleet.Time.AdvanceUntilAsync(() => fleet.Polls.Count > polls);

        var flags = (FlagProvider)host.Flags;
        flags.MaxForTurn = Timeout.InfiniteTimeSpan; // on a busy machine the real limit may be over before the test has looked
        var disposal = flags.DisposeAsync().AsTask();

        await fleet.Time.AdvanceUntilAsync(() => releasing);
        for (var yields = 0; yields < 10_000; yields++)
        {
            await Task.Yield(); // the cancellation ends on another thread
        }

        disposal.IsCompleted.Should().BeFalse("the store's connection would be disposed before the turn is given back");
        released.SetResult();
        await disposal;
        await FluentActions.Awaiting(() => refresh).Should().ThrowAsync<ObjectDisposedException>();
        CanTakeTurn(fleet).Should().BeTrue();
    }

    [Test]
    public async Task Turn_ThatCameTooLate_IsGivenBack()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        var late = new TaskCompletionSource();
        way.AfterTurn = async turn =>
        {
            await late.Task;
            return turn;
        };
        var refresh = host.Flags.RefreshAsync();
        await fleet.UntilAsync(() => refresh.IsCompleted);
        CanTakeTurn(fleet).Should().BeFalse();

        late.SetResult();

        await fleet.Time.AdvanceUntilAsync(() => CanTakeTurn(fleet));
    }

    [Test]
    public async Task Turn_IsGivenBack_WhereTheStoreHasJustFailedAgain()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        await fleet.StartAsync(store: way);
        way.BeforeRead = _ => throw new IOException("gone");
        await fleet.RunIntervalsAsync(3);
        var isTaken = false;
        way.BeforeRead = _ => Task.CompletedTask;
        way.AfterTurn = turn =>
        {
            isTaken = true;
            way.BeforeRead = _ => throw new IOException("gone");
            return Task.FromResult(turn);
        };

        await fleet.UntilAsync(() => isTaken);
        await fleet.SettleAsync();

        CanTakeTurn(fleet).Should().BeTrue();
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public async Task HostThatStarts_WhereTheStoreHangsInTheMiddle_LosesAQuarterOfASecond(bool hangsAtBodies, bool hangsAtTurns)
    {
        await using var fleet = new Fleet();
        if (hangsAtBodies)
        {
            await fleet.StartAsync();
        }

        var before = fleet.Polls.Count;
        var isHanging = false;
        Task HangAsync(CancellationToken token)
        {
            isHanging = true;
            return Task.Delay(Timeout.InfiniteTimeSpan, fleet.Time, token);
        }

        var way = new InterposedStore(fleet.Store);
        way.BeforeBody = hangsAtBodies ? HangAsync : way.BeforeBody;
        way.BeforeTurn = hangsAtTurns ? HangAsync : way.BeforeTurn;
        var host = fleet.Add(store: way);
        var start = host.StartAsync();
        await fleet.Time.AdvanceUntilAsync(() => isHanging);
        fleet.Time.Advance(TimeSpan.FromMilliseconds(250));
        await fleet.Time.AdvanceUntilAsync(() => start.IsCompleted);
        await start;

        fleet.Polls.Should().HaveCount(before + 1);
        Fleet.NamesOn(host).Should().Equal("flag_a");
    }

    [Test]
    public async Task StoreWithoutNotices_IsUsed()
    {
        await using var fleet = new Fleet();
        for (var index = 0; index < 3; index++)
        {
            await fleet.StartAsync(store: new InterposedStore(fleet.Store) { AfterSubscription = _ => throw new NotSupportedException() });
        }

        await fleet.RunIntervalsAsync(10);

        fleet.Polls.Count.Should().BeInRange(9, 12, "one polls for all");
        fleet.Hosts.Should().AllSatisfy(host => host.Logs.Count("SharedStoreUnavailable").Should().Be(0));
    }

    [Test]
    public async Task Subscription_ThatCameTooLate_IsEnded()
    {
        await using var fleet = new Fleet();
        var ended = 0;
        var late = new TaskCompletionSource();
        var subscriptions = 0;
        var way = new InterposedStore(fleet.Store)
        {
            AfterSubscription = async subscription =>
            {
                Interlocked.Increment(ref subscriptions);
                await late.Task;
                return new CountedEnd(() => Interlocked.Increment(ref ended), subscription);
            },
        };
        await fleet.StartAsync(store: way);
        await fleet.UntilAsync(() => Volatile.Read(ref subscriptions) == 3);

        late.SetResult();

        await fleet.Time.AdvanceUntilAsync(() => Volatile.Read(ref ended) == 2); // the third is in time
    }

    [Test]
    public async Task StoreThatComesAndGoes_MakesNoHostPollSoonerThanFlagsmithAskedFor()
    {
        await using var fleet = new Fleet();
        await fleet.StartAsync();
        fleet.RespondWith(async (_, _) =>
        {
            var response = await StubApi.Content(HttpStatusCode.ServiceUnavailable, "", "text/plain");
            response.Headers.TryAddWithoutValidation("Retry-After", "600");
            return response;
        });
        fleet.Store.Failure = new IOException("gone");
        await fleet.UntilAsync(() => fleet[0].Flags.Status.ConsecutiveFailures == 1);
        var before = fleet.Polls.Count;

        for (var time = 0; time < 5; time++)
        {
            await fleet.RunAsync(TimeSpan.FromSeconds(20));
            fleet.Store.Reconnect();
            await fleet.RunAsync(TimeSpan.FromSeconds(2));
        }

        fleet.Polls.Should().HaveCount(before);
        await fleet.RunAsync(TimeSpan.FromSeconds(600));
        fleet.Polls.Should().HaveCount(before + 1);
    }

    [Test]
    public async Task Refresh_AfterAFailoverThatSetTheStoreBack_WaitsForTwoSecondsAtMost()
    {
        await using var fleet = new Fleet();
        var host = await fleet.StartAsync();
        await fleet.RunIntervalsAsync(4);
        var environment = fleet.Environment;
        var held = StoredIn(fleet);
        fleet.Store.Clear();
        fleet.Store.ClockOffset = TimeSpan.FromMinutes(-10);
        var turn = await fleet.Store.TryTakeTurnAsync(environment, TimeSpan.FromSeconds(15), CancellationToken.None);
        var began = fleet.Time.Elapsed;
        var refresh = host.Flags.RefreshAsync();
        await fleet.RunAsync(TimeSpan.FromMilliseconds(300));
        var write = new SharedStoreWrite
        {
            Confirmation = SharedConfirmationFormat.Write(held with { Sequence = 1, BeganAt = fleet.Time.GetUtcNow() + fleet.Store.ClockOffset - TimeSpan.FromMilliseconds(50) }, Keys),
            TimeToLive = TimeSpan.FromDays(1),
        };
        (await fleet.Store.WriteAsync(environment, turn!, write, CancellationToken.None)).Should().Be(SharedWriteOutcome.Written);
        await fleet.UntilAsync(() => refresh.IsCompleted);

        await refresh;
        (fleet.Time.Elapsed - began).Should().BeLessThan(TimeSpan.FromSeconds(3));
    }

    [Test]
    public async Task EmptyList_OfAHostThatHadNoFlags_IsNotShared_UntilAScheduledPollAgrees()
    {
        await using var fleet = new Fleet();
        var first = await fleet.StartAsync();
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        fleet.Store.SetBody(fleet.Environment, [1, 2, 3]);
        fleet.Respond();

        var second = await fleet.StartAsync();
        await fleet.RunAsync(TimeSpan.FromSeconds(5));

        second.Flags.Current.Flags.Should().BeEmpty();
        Fleet.NamesOn(first).Should().Equal("flag_a");
        await fleet.RunIntervalsAsync(2.2);
        first.Flags.Current.Flags.Should().BeEmpty("by then it is confirmed");
    }

    [Test]
    public async Task LongIntervals_AreBackedOffFromTogetherToo()
    {
        await using var fleet = new Fleet();
        for (var index = 0; index < 5; index++)
        {
            await fleet.StartAsync(options => options.PollInterval = TimeSpan.FromHours(12));
        }

        fleet.RespondWith((_, _) => StubApi.Content(HttpStatusCode.ServiceUnavailable, "", "text/plain"));
        var before = fleet.Polls.Count;
        await fleet.RunAsync(TimeSpan.FromDays(10));

        (fleet.Polls.Count - before).Should().BeLessThan(60, "one host alone would try about 40 times");
    }

    [Test]
    public async Task StoreThatReturnsNonsense_IsAsGoodAsNone()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        way.AfterTurn = turn => Task.FromResult(turn is null ? null : turn with { BeganAt = DateTimeOffset.MaxValue });
        fleet.RespondWith((_, _) => StubApi.Content(HttpStatusCode.ServiceUnavailable, "", "text/plain"));
        await fleet.RunAsync(TimeSpan.FromSeconds(5));

        await FluentActions.Awaiting(() => RefreshAsync(fleet, host)).Should().ThrowAsync<FlagsmithApiException>();
        CanTakeTurn(fleet).Should().BeTrue("the turn was given back");
    }

    [Test]
    public async Task Refresh_WhereTheStoreHangsAtItsEnd_WaitsForTwoSecondsAtMost()
    {
        await using var fleet = new Fleet();
        var way = new InterposedStore(fleet.Store);
        var host = await fleet.StartAsync(store: way);
        await fleet.RunAsync(TimeSpan.FromSeconds(5));
        var isHanging = false;
        way.BeforeWrite = token =>
        {
            isHanging = true;
            return Task.Delay(Timeout.InfiniteTimeSpan, fleet.Time, token);
        };

        var refresh = host.Flags.RefreshAsync();
        await fleet.Time.AdvanceUntilAsync(() => isHanging);
        fleet.Time.Advance(TimeSpan.FromSeconds(2));
        await fleet.Time.AdvanceUntilAsync(() => refresh.IsCompleted);

        await refresh;
    }

    [TestCase(60, 3600, "flag_file")]
    [TestCase(3600, 60, "flag_store")]
    public void FileAndStore_OfBothTheYoungerFlagsAreServed_WhicheverIsReadFirst(int ageOfFile, int ageOfStore, string younger)
    {
        foreach (var isStoreFirst in new[] { true, false })
        {
            var time = new ManualTimeProvider();
            var flags = new FlagSnapshotStore(DefaultSnapshot.Of(new FlagsmithPollingOptions()));
            var status = new StatusTracker(time);
            var publisher = new FlagPublisher(flags, status, time);
            void RestoreFile() => publisher.TryRestore(ListOf("flag_file"), time.GetUtcNow() - TimeSpan.FromSeconds(ageOfFile));
            void RestoreStore() => publisher.TryRestoreShared(new FlagContent(ListOf("flag_store")), time.GetUtcNow() - TimeSpan.FromSeconds(ageOfStore));
            Action[] inOrder = isStoreFirst ? [RestoreStore, RestoreFile] : [RestoreFile, RestoreStore];
            foreach (var restore in inOrder)
            {
                restore();
            }

            flags.Current.HasFeature(younger).Should().BeTrue();
            status.Age.Should().BeCloseTo(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1));

            publisher.AcceptShared(new FlagContent(ListOf("flag_fleet")), TimeSpan.FromSeconds(100));
            publisher.TryRestore(ListOf("flag_file"), time.GetUtcNow());
            flags.Current.HasFeature("flag_fleet").Should().BeTrue("the fleet has confirmed these");
        }
    }

    private static async Task RefreshAsync(Fleet fleet, PollingHost host)
    {
        var refresh = host.Flags.RefreshAsync();
        await fleet.UntilAsync(() => refresh.IsCompleted); // another host may have the turn
        await refresh;
    }

    private static FlagState[] ListOf(string name) => [.. FlagListReader.Read(Encoding.UTF8.GetBytes(Bodies.List(Bodies.Flag(name))), 100).Flags];

    private static SharedConfirmation StoredIn(Fleet fleet) => SharedConfirmationFormat.TryRead(fleet.Store.GetConfirmation(Keys.Tag), Keys) ?? SharedConfirmation.None;

    private static bool CanTakeTurn(Fleet fleet) => fleet.Store.TryTakeTurnAsync(Keys.Tag, TimeSpan.FromSeconds(15), CancellationToken.None).AsTask() is { IsCompletedSuccessfully: true, Result: not null };

    /// <summary>Writes as another host does.</summary>
    private static async Task WriteAsync(Fleet fleet, SharedConfirmation confirmation, byte[]? body)
    {
        var turn = await fleet.Store.TryTakeTurnAsync(Keys.Tag, TimeSpan.FromSeconds(15), CancellationToken.None);
        var write = new SharedStoreWrite { Confirmation = SharedConfirmationFormat.Write(confirmation, Keys), Body = body, TimeToLive = TimeSpan.FromDays(1) };
        (await fleet.Store.WriteAsync(Keys.Tag, turn!, write, CancellationToken.None)).Should().Be(SharedWriteOutcome.Written);
    }
}
