using Flagsmith.Polling.Identities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>When the clock of the users' cache begins to move, and that it takes nobody's context along.</summary>
public sealed class CoarseClockTests
{
    private readonly ManualTimeProvider _time = new();

    [Test]
    public void Start_ShowsTheTime_BeforeTheFirstStep()
    {
        using var clock = ClockOf(_time);
        _time.Advance(TimeSpan.FromHours(1));
        clock.Now.Should().Be(0, "nobody has started it");

        clock.EnsureStarted();

        clock.Now.Should().Be(TimeSpan.FromHours(1).Ticks);
        clock.UtcNow.Should().Be(DateTimeOffset.UnixEpoch.AddHours(1));
    }

    [Test]
    public void Start_AfterTheDisposal_MovesNothing()
    {
        var clock = ClockOf(_time);
        clock.Dispose();
        _time.Advance(TimeSpan.FromHours(1));

        clock.EnsureStarted();
        _time.Advance(CoarseClock.Step);

        clock.Now.Should().Be(0);
    }

    // A timer runs with the context in which it was created: the user or the trace of whoever reads first.
    [TestCase(false)]
    [TestCase(true)]
    public void Timer_HasNobodysContext(bool isSuppressed)
    {
        var time = new ContextTime();
        using var clock = ClockOf(time);
        using (isSuppressed ? ExecutionContext.SuppressFlow() : default(AsyncFlowControl?))
        {
            clock.EnsureStarted();
            ExecutionContext.IsFlowSuppressed().Should().Be(isSuppressed);
        }

        time.HasCaptured.Should().Equal(false);
    }

    private static CoarseClock ClockOf(TimeProvider time) => new(new MonotonicClock(time), NullLogger.Instance);

    /// <summary>A clock that notes whether its timers carry a context along.</summary>
    private sealed class ContextTime : TimeProvider
    {
        public List<bool> HasCaptured { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            HasCaptured.Add(ExecutionContext.Capture() is not null);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
