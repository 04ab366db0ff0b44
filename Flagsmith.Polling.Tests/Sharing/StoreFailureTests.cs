using Flagsmith.Polling.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Sharing;

public sealed class StoreFailureTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, (Action<InMemorySharedFlagStore> Break, Action<InMemorySharedFlagStore> Mend)> Failures = new()
    {
        ["throws"] = (store => store.Failure = new IOException("gone"), store => store.Failure = null),
        ["read-only"] = (store => store.WriteFailure = new InvalidOperationException("READONLY"), store => store.WriteFailure = null),
        ["gives turns and refuses writes"] = (store => (store.WriteFailure, store.GivesTurnsOnly) = (new InvalidOperationException("NOPERM"), true), store => (store.WriteFailure, store.GivesTurnsOnly) = (null, false)),
        ["hangs"] = (store => store.Hangs = true, store => store.Hangs = false),
        ["gone and empty"] = (
            store =>
            {
                store.Failure = new IOException("gone");
                store.Clear();
            },
            store => store.Failure = null),
    };

    private static IEnumerable<string> Kinds => Failures.Keys;

    [TestCaseSource(nameof(Kinds))]
    public async Task EachHostPollsByItself_AndTheStoreIsUsedAgain(string kind)
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(6);
        await fleet.RunIntervalsAsync(1.5);
        Failures[kind].Break(fleet.Store);
        var (brokenAt, pollsBefore) = (fleet.Time.Elapsed, fleet.Polls.Count);

        await fleet.RunIntervalsAsync(3);
        fleet.Respond("flag_b");
        await fleet.RunIntervalsAsync(2.2);

        var polls = fleet.Polls.Skip(pollsBefore).ToArray();
        polls.Length.Should().BeInRange(6 * 3, 6 * 6, "each polls once an interval");
        polls.Count(at => at < brokenAt + Interval + TimeSpan.FromSeconds(10)).Should().BeLessThanOrEqualTo(7, "no host polls more than once while the fleet notices");
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.Should().Match<FlagProviderStatus>(status => status.State == FlagProviderState.Fresh && !status.SharedStore!.IsAvailable));
        fleet.Hosts.Should().AllSatisfy(host => host.Logs.Count("SharedStoreUnavailable").Should().Be(1));

        Failures[kind].Mend(fleet.Store);
        await fleet.RunIntervalsAsync(2);
        pollsBefore = fleet.Polls.Count;
        await fleet.RunIntervalsAsync(5);

        (fleet.Polls.Count - pollsBefore).Should().BeInRange(4, 6, "one polls for all");
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.SharedStore!.IsAvailable.Should().BeTrue());
        fleet.Hosts.Should().AllSatisfy(host => host.Logs.Count("SharedStoreAvailable").Should().Be(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task HostThatStarts_WhileTheStoreIsUnavailable_LosesAQuarterOfASecond(bool hangs)
    {
        await using var fleet = new Fleet();
        (fleet.Store.Hangs, fleet.Store.Failure) = (hangs, hangs ? null : new IOException("gone"));
        var host = fleet.Add();
        var start = host.StartAsync();
        if (hangs)
        {
            await fleet.Time.AdvanceUntilAsync(() => fleet.Store.HangingOperations == 2); // the look and the subscription
            fleet.Time.Advance(TimeSpan.FromMilliseconds(249));
            fleet.Polls.Should().BeEmpty();
            fleet.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await fleet.Time.AdvanceUntilAsync(() => start.IsCompleted); // with the clock standing still
        await start;

        fleet.Polls.Should().ContainSingle();
        Fleet.NamesOn(host).Should().Equal("flag_a");
        host.Flags.Current.Source.Should().Be(FlagSource.Api);
    }

    [Test]
    public async Task InMemoryStore_CountsNoOperationAsHanging_ThatHasBeenCancelled()
    {
        var store = new InMemorySharedFlagStore(new ManualTimeProvider()) { Hangs = true };
        using var leaving = new CancellationTokenSource();
        var operations = Enumerable.Range(0, 100).Select(_ => store.ReadAsync("env", leaving.Token).AsTask()).ToArray();
        var stays = store.ReadAsync("env", CancellationToken.None).AsTask();
        store.HangingOperations.Should().Be(101);

        await leaving.CancelAsync();

        store.HangingOperations.Should().Be(1, "whoever moves the clock now must wait for what the callers do next");
        await Task.WhenAll(operations).Awaiting(all => all).Should().ThrowAsync<OperationCanceledException>();
        store.HangingOperations.Should().Be(1);
        stays.IsCompleted.Should().BeFalse();
    }

    [Test]
    public async Task InMemoryStore_ForgetsWhatIsNotWrittenAgain()
    {
        var time = new ManualTimeProvider();
        var store = new InMemorySharedFlagStore(time);
        await WriteAsync();
        time.Advance(TimeSpan.FromMinutes(59));
        await WriteAsync();
        time.Advance(TimeSpan.FromMinutes(59));
        store.Environments.Should().Equal("env");
        time.Advance(TimeSpan.FromMinutes(1));
        store.Environments.Should().BeEmpty();
        store.GetBody("env").Should().BeNull();
        (await store.ReadAsync("env", default)).Confirmation.IsEmpty.Should().BeTrue();

        async Task WriteAsync()
        {
            var turn = await store.TryTakeTurnAsync("env", TimeSpan.FromSeconds(15), default);
            var write = new SharedStoreWrite { Confirmation = new byte[] { 1 }, Body = new byte[] { 2 }, NeedsBody = true, TimeToLive = TimeSpan.FromHours(1) };
            (await store.WriteAsync("env", turn!, write, default)).Should().Be(SharedWriteOutcome.Written);
        }
    }

    [Test]
    public async Task StoreThatIsEmptied_IsFilledWithinAnInterval_WithoutMorePolls()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(6);
        var random = new Random(5);
        var before = fleet.Polls.Count;
        for (var time = 0; time < 50; time++)
        {
            await fleet.RunAsync(Interval * random.NextDouble());
            fleet.Store.Clear();
            fleet.Store.Reconnect();
            fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_a"));
        }

        await fleet.RunAsync(Interval * 1.15);
        fleet.Store.Environments.Should().ContainSingle();
        var intervals = fleet.Time.Elapsed / Interval;
        (fleet.Polls.Count - before).Should().BeLessThanOrEqualTo((int)(intervals * 1.1) + 1);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh));
    }

    [Test]
    public async Task BodyThatCouldNotBeRead_IsReadAgainSoon()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(2);
        var store = new UnreadableStore(fleet.Store);
        await fleet.StartAsync(store: store);
        store.FailuresLeft = 1;
        fleet.Respond("flag_b");
        await fleet[0].Flags.RefreshAsync();
        var changedAt = fleet.Time.Elapsed;

        await fleet.UntilAsync(() => fleet.Hosts.All(host => host.Flags.Current.HasFeature("flag_b")));

        (fleet.Time.Elapsed - changedAt).Should().BeLessThan(TimeSpan.FromSeconds(3));
        store.FailuresLeft.Should().Be(0);
    }

    [Test]
    public async Task TurnOfAHostThatDied_EndsByItself()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(3);
        await fleet.RunAsync(TimeSpan.FromSeconds(55));
        (await fleet.Store.TryTakeTurnAsync(fleet.Environment, TimeSpan.FromSeconds(15), CancellationToken.None)).Should().NotBeNull();
        var (before, takenAt) = (fleet.Polls.Count, fleet.Time.Elapsed);

        await fleet.UntilAsync(() => fleet.Polls.Count > before);

        fleet.Polls[^1].Should().BeGreaterThanOrEqualTo(takenAt + TimeSpan.FromSeconds(15)).And.BeLessThan(takenAt + TimeSpan.FromSeconds(16));
    }

    [Test]
    public async Task FlagsmithDown_IsAskedOnceForEachStepOfTheBackoff()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(10);
        fleet.RespondWith((_, _) => StubApi.Content(System.Net.HttpStatusCode.ServiceUnavailable, "", "text/plain"));
        var before = fleet.Polls.Count;

        await fleet.RunIntervalsAsync(20);

        var attempts = fleet.Polls.Count - before;
        var gaps = fleet.Polls.Skip(before).Zip(fleet.Polls.Skip(before + 1), static (one, next) => next - one);
        gaps.Count(static gap => gap < TimeSpan.FromSeconds(1)).Should().BeLessThanOrEqualTo(1, "a second host tries at once, and then each step has one attempt");
        attempts.Should().BeLessThanOrEqualTo(24);
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.Should().Match<FlagProviderStatus>(status => status.State == FlagProviderState.Failing && status.LastError!.Kind == FlagsmithErrorKind.ServerError));
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_a"));
        fleet.Hosts.Should().AllSatisfy(host => host.Logs.Count("OutageBegan").Should().Be(1));

        fleet.Respond("flag_c");
        await fleet.RunAsync(TimeSpan.FromMinutes(6));
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_c"));
        fleet.Hosts.Should().AllSatisfy(host => host.Flags.Status.State.Should().Be(FlagProviderState.Fresh));
    }

    [Test]
    public async Task OneHostWithoutNetwork_DoesNotHoldUpTheOthers()
    {
        await using var fleet = new Fleet();
        await fleet.StartManyAsync(4);
        using var noRoute = new StubApi { Response = (_, _) => throw new HttpRequestException("no route") };
        var alone = fleet.Add(api: noRoute);
        await fleet.StartAsync(alone);
        await fleet.RunIntervalsAsync(10);
        fleet.Respond("flag_b");
        await fleet.RunIntervalsAsync(1.3);

        Fleet.NamesOn(alone).Should().Equal(["flag_b"], "the store has what the others poll");
        alone.Api.Requests.Count.Should().BeLessThan(12);
        fleet.Hosts.Should().AllSatisfy(host => Fleet.NamesOn(host).Should().Equal("flag_b"));
    }
}
