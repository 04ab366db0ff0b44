using Flagsmith.Polling.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>A clock of the application that throws or jumps ends no host, no poll and no read.</summary>
public sealed class HostileClockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ClockFault[] Faults = Enum.GetValues<ClockFault>();

    [TestCaseSource(nameof(Faults))]
    public async Task Host_StartsPollsAndStops(ClockFault fault)
    {
        await using var polling = new PollingHost(options =>
        {
            options.MaxStaleness = TimeSpan.FromDays(365);
            options.WhenStale = StalePolicy.ServeDefaults;
            options.RequestTimeout = TimeSpan.FromMinutes(5); // on a clock that fails, time may be the system's
        });
        polling.Services.AddSingleton<TimeProvider>(new HostileClock(polling.Time, fault));
        _ = new UsersApi(polling.Api) { Environment = [Bodies.Flag("a_flag", value: "1")] };

        await polling.StartAsync().WaitAsync(Patience);
        await polling.UntilPlannedAsync().WaitAsync(Patience);
        (await polling.Flags.RefreshAsync().WaitAsync(Patience)).GetValue("a_flag", 0).Should().Be(1);
        (await polling.Users.GetFlagsAsync("u")).IsFallback.Should().BeFalse();

        polling.Flags.Status.State.Should().Be(FlagProviderState.Fresh);
        await polling.UntilPlannedAsync().WaitAsync(Patience);
        polling.Logs.Count("LoopFailed").Should().Be(0);
        polling.Logs.Count("ClockFailed").Should().BeLessThanOrEqualTo(1, "what happens at each reading is logged once");
        await polling.Host.StopAsync();
        polling.Flags.Status.State.Should().Be(FlagProviderState.Stopped);
    }

    [TestCaseSource(nameof(Faults))]
    public void Clock_GivesValuesThatArithmeticCanTake(ClockFault fault)
    {
        var clock = HarmlessTimeProvider.Of(new HostileClock(new ManualTimeProvider(), fault), NullLogger.Instance);
        var start = clock.GetTimestamp();
        for (var reading = 0; reading < 100; reading++)
        {
            var elapsed = clock.GetElapsedTime(start);

            elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.Zero);
            FluentActions.Invoking(() => DateTimeOffset.UnixEpoch + elapsed).Should().NotThrow();
            FluentActions.Invoking(() => clock.GetUtcNow() + TimeSpan.FromDays(365)).Should().NotThrow();
            FluentActions.Invoking(() => clock.GetUtcNow() - TimeSpan.FromDays(365)).Should().NotThrow();
        }
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Clock_FiresTimers(ClockFault fault)
    {
        var good = new ManualTimeProvider();
        var clock = HarmlessTimeProvider.Of(new HostileClock(good, fault), NullLogger.Instance);
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        good.Advance(TimeSpan.FromMilliseconds(1));

        await fired.Task.WaitAsync(Patience);
    }

    [Test]
    public async Task Clock_TimerThatCannotBeChanged_IsReplaced()
    {
        var clock = HarmlessTimeProvider.Of(new HostileClock(new ManualTimeProvider(), ClockFault.ChangeThrows), NullLogger.Instance);
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(_ => fired.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan).Should().BeTrue();

        await fired.Task.WaitAsync(Patience);
    }

    [Test]
    public void Clock_JumpsFarAheadAndBack_GoesOn()
    {
        var jumping = new JumpingClock();
        var clock = HarmlessTimeProvider.Of(jumping, NullLogger.Instance);
        var start = clock.GetTimestamp();
        jumping.Now += TimeSpan.FromSeconds(5);
        clock.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(5));
        jumping.Now = TimeSpan.FromDays(1_000_000);
        clock.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(5), "that is no time that has passed");
        jumping.Now = TimeSpan.FromDays(-1_000_000);
        clock.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(5), "time does not run backwards");

        jumping.Now += TimeSpan.FromSeconds(5);

        clock.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(10));
    }

    [Test]
    public void Clock_OfTheSystem_StaysAsItIs() => HarmlessTimeProvider.Of(TimeProvider.System, NullLogger.Instance).Should().BeSameAs(TimeProvider.System);

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
