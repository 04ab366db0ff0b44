using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Tests.Changes;

public sealed class ChangeNoticesTests
{
    private const string Flag = "a_flag";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task WatchAsync_GivesEachPublicationThatTheReaderWaitedFor()
    {
        await using var polling = await StartedAsync(1);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();

        var first = notices.MoveNextAsync();
        await PublishAsync(polling, 2);
        (await first).Should().BeTrue();

        notices.Current.Previous.GetValue(Flag, 0).Should().Be(1);
        notices.Current.Current.Should().BeSameAs(polling.Flags.Current);
        notices.Current.Changes.Should().ContainSingle().Which.Kinds.Should().Be(FlagChangeKinds.ValueChanged);
    }

    [Test]
    public async Task WatchAsync_StartsAtTheCall_NotAtTheFirstStep()
    {
        await using var polling = await StartedAsync(1);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();
        await PublishAsync(polling, 2);

        await notices.MoveNextAsync();

        notices.Current.Previous.GetValue(Flag, 0).Should().Be(1);
    }

    [Test]
    public async Task WatchAsync_ReaderLagsOneHundredPublications_GetsOneMergedNoticeWithoutAGap()
    {
        await using var polling = await StartedAsync(0);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();
        await PublishAsync(polling, 1);
        await notices.MoveNextAsync();
        var seen = notices.Current.Current;

        for (var value = 2; value <= 101; value++)
        {
            await PublishAsync(polling, value);
        }

        await notices.MoveNextAsync();

        notices.Current.Previous.Should().BeSameAs(seen);
        notices.Current.Current.Version.Should().Be(seen.Version + 100);
        notices.Current.Changes.Should().ContainSingle().Which.Current!.Value.Should().Be((FlagValue)101);
        var next = notices.MoveNextAsync();
        next.IsCompleted.Should().BeFalse("there was one notice, not a hundred");
        await PublishAsync(polling, 102);
        await next;
    }

    [Test]
    public async Task WatchAsync_HoldsNoSnapshotsForASlowReader()
    {
        await using var polling = await StartedAsync(0);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();
        await PublishAsync(polling, 1);
        await notices.MoveNextAsync();

        var between = await PublishAndForgetAsync(polling);
        var isKept = true;
        for (var rounds = 0; rounds < 200 && isKept; rounds++) // the thread that has just published it may still be on its way out
        {
            GC.Collect();
            await Task.Yield();
            isKept = IsAlive(between);
        }

        isKept.Should().BeFalse("a reader that lags must not keep what it missed");
        await notices.MoveNextAsync();
    }

    [Test]
    public async Task WatchAsync_HostStops_Ends()
    {
        await using var polling = await StartedAsync(1);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();
        var next = notices.MoveNextAsync();

        await polling.Host.StopAsync();

        (await next).Should().BeFalse();
    }

    [Test]
    public async Task WatchAsync_TokenCancelled_Throws()
    {
        await using var polling = await StartedAsync(1);
        using var leaving = new CancellationTokenSource();
        await using var notices = polling.Flags.WatchAsync(leaving.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = notices.MoveNextAsync();

        await leaving.CancelAsync();

        await next.Awaiting(step => step).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task WatchAsync_UnchangedPoll_TellsNothing()
    {
        await using var polling = await StartedAsync(1);
        await using var notices = polling.Flags.WatchAsync().GetAsyncEnumerator();
        var next = notices.MoveNextAsync();

        await polling.Flags.RefreshAsync();

        next.IsCompleted.Should().BeFalse();
        await PublishAsync(polling, 2);
        await next;
    }

    [Test]
    public async Task OnChange_SlowListener_DelaysNeitherThePollsNorOthersAndMissesNothing()
    {
        await using var polling = await StartedAsync(0);
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var slow = new ConcurrentQueue<FlagSnapshotChange>();
        var fast = new ConcurrentQueue<FlagSnapshotChange>();
        using var subscription = polling.Flags.OnChange(change =>
        {
            slow.Enqueue(change);
            entered.Set();
            gate.Wait(Patience);
        });
        using var other = polling.Flags.OnChange(fast.Enqueue);

        await PublishAsync(polling, 1);
        entered.Wait(Patience).Should().BeTrue();
        for (var value = 2; value <= 20; value++)
        {
            await PublishAsync(polling, value);
        }

        await polling.Time.AdvanceUntilAsync(() => fast.LastOrDefault()?.Current.GetValue(Flag, 0) == 20);
        slow.Should().ContainSingle();
        gate.Set();
        await polling.Time.AdvanceUntilAsync(() => slow.Count == 2);

        slow.ElementAt(1).Previous.Should().BeSameAs(slow.ElementAt(0).Current);
        slow.ElementAt(1).Current.GetValue(Flag, 0).Should().Be(20);
    }

    [Test]
    public async Task OnChange_ThrowingListener_IsLoggedAndStaysAndHarmsNobody()
    {
        await using var polling = await StartedAsync(0);
        var heard = new ConcurrentQueue<FlagSnapshotChange>();
        using var throwing = polling.Flags.OnChange(_ => throw new InvalidOperationException("the listener's own fault"));
        using var other = polling.Flags.OnChange(heard.Enqueue);

        await PublishAsync(polling, 1);
        await polling.Time.AdvanceUntilAsync(() => heard.Count == 1 && polling.Logs.Count("ListenerFailed") == 1);
        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => heard.Count == 2 && polling.Logs.Count("ListenerFailed") == 2);

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [Test]
    public async Task OnChange_DisposedSubscription_HearsNothingMore()
    {
        await using var polling = await StartedAsync(0);
        var heard = new ConcurrentQueue<FlagSnapshotChange>();
        var others = new ConcurrentQueue<FlagSnapshotChange>();
        var subscription = polling.Flags.OnChange(heard.Enqueue);
        using var other = polling.Flags.OnChange(others.Enqueue);
        await PublishAsync(polling, 1);
        await polling.Time.AdvanceUntilAsync(() => heard.Count == 1);

        subscription.Dispose();
        subscription.Dispose();
        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => others.LastOrDefault()?.Current.GetValue(Flag, 0) == 2);

        heard.Should().ContainSingle();
    }

    [Test]
    public async Task OnChange_DisposedInsideTheListener_Ends()
    {
        await using var polling = await StartedAsync(0);
        var heard = 0;
        IDisposable? subscription = null;
        subscription = polling.Flags.OnChange(_ =>
        {
            heard++;
            subscription!.Dispose();
        });
        var others = new ConcurrentQueue<FlagSnapshotChange>();
        using var other = polling.Flags.OnChange(others.Enqueue);

        await PublishAsync(polling, 1);
        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref heard) == 1);
        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => others.LastOrDefault()?.Current.GetValue(Flag, 0) == 2);

        heard.Should().Be(1);
    }

    [Test]
    public async Task OnChange_DoesNotCarryTheSubscribersContextAlong()
    {
        await using var polling = await StartedAsync(0);
        var user = new AsyncLocal<string?> { Value = "a request's user" };
        var heard = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = polling.Flags.OnChange(_ => heard.SetResult(user.Value));

        await PublishAsync(polling, 1);

        (await heard.Task.WaitAsync(Patience)).Should().BeNull();
    }

    [Test]
    public async Task GetReloadToken_IsSignalledAtTheNextPublication_AndAgainWithChangeToken()
    {
        await using var polling = await StartedAsync(0);
        var token = polling.Flags.GetReloadToken();
        var reloads = 0;
        using var registration = ChangeToken.OnChange(polling.Flags.GetReloadToken, () => Interlocked.Increment(ref reloads));
        token.HasChanged.Should().BeFalse();

        await PublishAsync(polling, 1);
        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref reloads) == 1);
        token.HasChanged.Should().BeTrue();
        await PublishAsync(polling, 2);

        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref reloads) == 2);
    }

    [Test]
    public async Task GetReloadToken_ThrowingCallback_IsLogged()
    {
        await using var polling = await StartedAsync(0);
        using var registration = polling.Flags.GetReloadToken().RegisterChangeCallback(_ => throw new InvalidOperationException("the callback's own fault"), null);

        await PublishAsync(polling, 1);
        await polling.Time.AdvanceUntilAsync(() => polling.Logs.Count("ListenerFailed") == 1);

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task OnFlagChange_ReportsThatFlagAlone_WithOldAndNewValue(bool byKey)
    {
        await using var polling = await StartedAsync(1);
        var heard = new ConcurrentQueue<FlagChange>();
        using var subscription = byKey ? polling.Flags.OnFlagChange(new FlagKey(Flag), heard.Enqueue) : polling.Flags.OnFlagChange(Flag, heard.Enqueue);
        var all = new ConcurrentQueue<FlagSnapshotChange>();
        using var everything = polling.Flags.OnChange(all.Enqueue);

        await PublishAsync(polling, Bodies.List(Bodies.Flag(Flag, value: "1"), Bodies.Flag("another")));
        await polling.Time.AdvanceUntilAsync(() => all.Count == 1);
        await PublishAsync(polling, Bodies.List(Bodies.Flag(Flag, value: "7"), Bodies.Flag("another")));
        await polling.Time.AdvanceUntilAsync(() => heard.Count == 1);

        var change = heard.Single();
        (change.Previous!.Value, change.Current!.Value).Should().Be(((FlagValue)1, (FlagValue)7));
    }

    [Test]
    public async Task OnValueChange_ByKey_ReportsOldAndNewValue()
    {
        await using var polling = await StartedAsync(1);
        var heard = new ConcurrentQueue<(int Before, int Now)>();
        using var subscription = polling.Flags.OnValueChange(new FlagKey<int>(Flag, 0), (before, now) => heard.Enqueue((before, now)));

        await PublishAsync(polling, 9);
        await polling.Time.AdvanceUntilAsync(() => !heard.IsEmpty);

        heard.Should().Equal((1, 9));
    }

    [Test]
    public async Task OnValueChange_ReportsOldAndNewValue_OnlyWhenWhatIsReadChanged()
    {
        await using var polling = await StartedAsync(1);
        var heard = new ConcurrentQueue<(bool Before, bool Now)>();
        using var subscription = polling.Flags.OnValueChange(flags => flags.GetValue(Flag, 0) > 5, (before, now) => heard.Enqueue((before, now)));
        var all = new ConcurrentQueue<FlagSnapshotChange>();
        using var everything = polling.Flags.OnChange(all.Enqueue);

        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => all.LastOrDefault()?.Current.GetValue(Flag, 0) == 2);
        await PublishAsync(polling, 9);
        await polling.Time.AdvanceUntilAsync(() => !heard.IsEmpty);

        heard.Should().Equal((false, true));
    }

    private static async Task<PollingHost> StartedAsync(int value)
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag(Flag, value: $"{value}")));
        await polling.StartAsync();
        return polling;
    }

    private static Task<IFlagSnapshot> PublishAsync(PollingHost polling, int value) => PublishAsync(polling, Bodies.List(Bodies.Flag(Flag, value: $"{value}")));

    private static Task<IFlagSnapshot> PublishAsync(PollingHost polling, string body)
    {
        polling.Api.RespondJson(body);
        return polling.Flags.RefreshAsync();
    }

    // Apart, so that no local of the test keeps the snapshot.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static bool IsAlive(WeakReference<IFlagSnapshot> snapshot) => snapshot.TryGetTarget(out _);

    private static async Task<WeakReference<IFlagSnapshot>> PublishAndForgetAsync(PollingHost polling)
    {
        await PublishAsync(polling, 2);
        var between = new WeakReference<IFlagSnapshot>(polling.Flags.Current);
        await PublishAsync(polling, 3);
        return between;
    }
}
