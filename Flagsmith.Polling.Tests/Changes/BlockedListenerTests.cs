using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Tests.Changes;

/// <summary>Listeners that block hold threads of their own: neither each other's nor those of the thread pool.</summary>
public sealed class BlockedListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TestCaseData[] Ways =
    [
        Case("OnChange", (flags, heard) => flags.OnChange(_ => heard())),
        Case("OnFlagChange", (flags, heard) => flags.OnFlagChange("a_flag", _ => heard())),
        Case("OnValueChange", (flags, heard) => flags.OnValueChange(snapshot => snapshot.GetValue("a_flag", 0), (_, _) => heard())),
        Case("ChangeToken.OnChange", (flags, heard) => ChangeToken.OnChange(flags.GetReloadToken, heard)),
        Case("RegisterChangeCallback", (flags, heard) => flags.GetReloadToken().RegisterChangeCallback(_ => heard(), null)),
    ];

    [TestCaseSource(nameof(Ways))]
    public async Task ManyThatBlock_KeepNobodyWaiting(Func<IFlagProvider, Action, IDisposable> listen)
    {
        const int Blocked = 300;
        await using var polling = await StartedAsync();
        using var gate = new Gate();
        var onPool = new ConcurrentQueue<bool>();
        using var subscriptions = new Subscriptions();
        for (var listener = 0; listener < Blocked; listener++)
        {
            subscriptions.Add(listen(polling.Flags, () =>
            {
                onPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
                gate.Wait();
            }));
        }

        var heard = 0;
        subscriptions.Add(listen(polling.Flags, () => Interlocked.Increment(ref heard)));
        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => onPool.Count == Blocked && Volatile.Read(ref heard) == 1).WaitAsync(Patience);

        onPool.Should().NotContain(true);
        await PublishAsync(polling, 3);
        await polling.PollAsync();
        polling.Flags.Current.GetValue("a_flag", 0).Should().Be(3);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task ThrowingListener_IsLogged_AndOthersHear(Func<IFlagProvider, Action, IDisposable> listen)
    {
        await using var polling = await StartedAsync();
        var heard = 0;
        using var subscriptions = new Subscriptions();
        for (var listener = 0; listener < 5; listener++)
        {
            subscriptions.Add(listen(polling.Flags, () => throw new InvalidOperationException("the listener's own fault")));
            subscriptions.Add(listen(polling.Flags, () => Interlocked.Increment(ref heard)));
        }

        await PublishAsync(polling, 2);

        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref heard) == 5 && polling.Logs.Count("ListenerFailed") == 5);
    }

    [TestCaseSource(nameof(Ways))]
    public async Task Listener_HasNoContextOfThePollNorOfTheSubscriber(Func<IFlagProvider, Action, IDisposable> listen)
    {
        await using var polling = await StartedAsync();
        var ambient = new AsyncLocal<string?> { Value = "a request's user" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = listen(polling.Flags, () => seen.TrySetResult(ambient.Value));

        await PublishAsync(polling, 2);

        (await seen.Task).Should().BeNull();
    }

    [Test]
    public async Task ReloadToken_RegistrationDisposedBeforeTheChange_IsNotCalled()
    {
        await using var polling = await StartedAsync();
        var token = polling.Flags.GetReloadToken();
        var (disposed, kept) = (0, 0);
        var registration = token.RegisterChangeCallback(_ => Interlocked.Increment(ref disposed), null);
        using var other = token.RegisterChangeCallback(_ => Interlocked.Increment(ref kept), null);
        registration.Dispose();
        registration.Dispose();

        await PublishAsync(polling, 2);
        await polling.Time.AdvanceUntilAsync(() => Volatile.Read(ref kept) == 1);

        disposed.Should().Be(0);
    }

    [Test]
    public async Task ReloadToken_RegisteredAfterTheChange_IsCalledWithItsState()
    {
        await using var polling = await StartedAsync();
        var token = polling.Flags.GetReloadToken();
        await PublishAsync(polling, 2);
        (token.HasChanged, token.ActiveChangeCallbacks).Should().Be((true, true));
        var state = new object();
        var seen = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);

        token.RegisterChangeCallback(seen.SetResult, state).Dispose(); // as ChangeToken.OnChange does with a token that has changed

        (await seen.Task).Should().BeSameAs(state);
    }

    [Test]
    public async Task ChangeTokenOnChange_PublicationsWithoutPause_LosesNotTheLast()
    {
        using var flags = new TestFlagProvider();
        var seen = -1;
        using var subscription = ChangeToken.OnChange(flags.GetReloadToken, () => Volatile.Write(ref seen, flags.Current.GetValue("a_flag", 0)));
        for (var value = 1; value <= 200; value++)
        {
            flags.Set("a_flag", true, value);
        }

        await new ManualTimeProvider().AdvanceUntilAsync(() => Volatile.Read(ref seen) == 200);
    }

    private static TestCaseData Case(string name, Func<IFlagProvider, Action, IDisposable> listen) => new TestCaseData(listen).SetArgDisplayNames(name);

    private static async Task<PollingHost> StartedAsync()
    {
        var polling = new PollingHost();
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: "1")));
        await polling.StartAsync();
        return polling;
    }

    private static Task<IFlagSnapshot> PublishAsync(PollingHost polling, int value)
    {
        polling.Api.RespondJson(Bodies.List(Bodies.Flag("a_flag", value: $"{value}")));
        return polling.Flags.RefreshAsync();
    }

    private sealed class Subscriptions : List<IDisposable>, IDisposable
    {
        public void Dispose() => ForEach(subscription => subscription.Dispose());
    }
}
