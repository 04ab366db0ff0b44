using System.Net;
using Flagsmith.Polling.Identities;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>How long the circuit pauses, to the tick.</summary>
public sealed class IdentityCircuitPauseTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LogRecorder _logs = new();

    [TestCase(0, 0.75)]
    [TestCase(0.5, 1)]
    [TestCase(1, 1.25)]
    public async Task FirstPause_IsASecond_SpreadByAQuarter(double random, double seconds)
    {
        var circuit = Circuit(random);
        await OpenAsync(circuit);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        circuit.Rejection.Should().NotBeNull();
        _time.Advance(TimeSpan.FromTicks(1));

        circuit.Rejection.Should().BeNull();
    }

    [TestCase(0, true)]
    [TestCase(1, false)]
    public async Task FailureOfThirtySecondsAgo_IsTheOldestThatCounts(int ticks, bool opens)
    {
        var circuit = Circuit();
        await FailAsync(circuit, "first");
        _time.Advance(TimeSpan.FromSeconds(30) + TimeSpan.FromTicks(ticks));

        for (var i = 0; i < 9; i++)
        {
            await FailAsync(circuit, $"user-{i}");
        }

        (circuit.Rejection is not null).Should().Be(opens);
    }

    [TestCase(20, 5, 20)]
    [TestCase(5, 20, 20)]
    public async Task OfTwoRetryAfters_TheLongerCounts(int first, int second, int paused)
    {
        var circuit = Circuit();
        var (one, other) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        Task[] running = [circuit.RunAsync("one", () => one.Task), circuit.RunAsync("other", () => other.Task)];

        one.SetException(Throttled(first));
        other.SetException(Throttled(second));

        await Task.WhenAll(running).ContinueWith(static _ => { }, TaskScheduler.Default);
        _time.Advance(TimeSpan.FromSeconds(paused) - TimeSpan.FromTicks(1));
        circuit.Rejection.Should().NotBeNull();
        _time.Advance(TimeSpan.FromTicks(1));
        circuit.Rejection.Should().BeNull();
    }

    [Test]
    public async Task RetryAfterLongerThanThePause_OutlastsIt_AndTheSuccessOfAnEarlierRequest()
    {
        var circuit = Circuit();
        var earlier = new TaskCompletionSource<int>();
        var running = circuit.RunAsync("earlier", () => earlier.Task);
        var throttled = new TaskCompletionSource<int>();
        var refused = circuit.RunAsync("throttled", () => throttled.Task);
        await OpenAsync(circuit);
        throttled.SetException(Throttled(20));
        await refused.ContinueWith(static _ => { }, TaskScheduler.Default);
        _time.Advance(TimeSpan.FromSeconds(5));

        circuit.Rejection.Should().NotBeNull("the server asked for more than the pause");
        earlier.SetResult(0);
        await running;

        circuit.Rejection.Should().NotBeNull("the server has asked for it");
        _time.Advance(TimeSpan.FromSeconds(15));
        circuit.Rejection.Should().BeNull();
        _logs.Count("CircuitClosed").Should().Be(1);
    }

    [Test]
    public async Task RetryAfterOfAnOpenCircuit_StretchesItsNextPause()
    {
        var circuit = Circuit();
        await OpenAsync(circuit);
        _time.Advance(TimeSpan.FromSeconds(1));
        var (probe, next) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        Task[] running = [circuit.RunAsync("probe", () => probe.Task), circuit.RunAsync("probe", () => next.Task)];
        probe.SetException(Throttled(20));
        await running[0].ContinueWith(static _ => { }, TaskScheduler.Default);

        _time.Advance(TimeSpan.FromSeconds(20) - TimeSpan.FromTicks(1));
        circuit.Rejection.Should().NotBeNull();
        _time.Advance(TimeSpan.FromTicks(1));

        circuit.Rejection.Should().BeNull();
    }

    [Test]
    public async Task OpeningAndClosing_AreLoggedOnceEach()
    {
        var circuit = Circuit();
        await circuit.RunAsync("somebody", static () => Task.FromResult(0));
        _logs.Lines.Should().BeEmpty();

        await OpenAsync(circuit);
        _logs.Lines.Select(static line => line.Event).Should().Equal("CircuitOpened");
        _logs.Lines[0].Text.Should().StartWith("10 requests");
        _time.Advance(TimeSpan.FromSeconds(1));
        await circuit.RunAsync("somebody", static () => Task.FromResult(0));
        await circuit.RunAsync("somebody", static () => Task.FromResult(0));

        _logs.Lines.Select(static line => line.Event).Should().Equal("CircuitOpened", "CircuitClosed");
    }

    [Test]
    public async Task Refused_IsAnErrorOfItsOwn_AndRunsNothing()
    {
        var circuit = Circuit();
        await OpenAsync(circuit);
        var hasRun = false;

        var refused = await circuit.Awaiting(open => open.RunAsync("somebody", () => Task.FromResult(hasRun = true))).Should().ThrowAsync<FlagsmithApiException>();

        refused.Which.Kind.Should().Be(FlagsmithErrorKind.CircuitOpen);
        hasRun.Should().BeFalse();
    }

    private static FlagsmithApiException Throttled(int seconds) =>
        new(FlagsmithErrorKind.Throttled, "Failed.", HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(seconds));

    private static async Task OpenAsync(IdentityCircuit circuit)
    {
        for (var i = 0; i < 10; i++)
        {
            circuit.Rejection.Should().BeNull("{0} failures are too few", i);
            await FailAsync(circuit, $"user-{i}");
        }

        circuit.Rejection.Should().NotBeNull();
    }

    private static async Task FailAsync(IdentityCircuit circuit, string user) =>
        await circuit.Awaiting(closed => closed.RunAsync(user, static () => Task.FromException<int>(new FlagsmithApiException(FlagsmithErrorKind.Timeout, "Failed."))))
            .Should().ThrowAsync<FlagsmithApiException>();

    private IdentityCircuit Circuit(double random = 0.5) => new(new MonotonicClock(_time), () => random, _logs);
}
