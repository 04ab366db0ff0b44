using Flagsmith.Polling.Registration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flagsmith.Polling.Tests.Registration;

/// <summary>Two threads read the application's clock in one order and reach the guard in the other: the time between is counted once.</summary>
public sealed class OvertakenClockReadTests
{
    [TestCase(0.001)]
    [TestCase(59)]
    [TestCase(61)]
    [TestCase(86_400)]
    public void ReadThatIsOvertaken_CountsNoTimeTwice(double seconds)
    {
        var clock = new OvertakenClock();
        var guard = HarmlessTimeProvider.Of(clock, NullLogger.Instance);
        var start = guard.GetTimestamp();
        clock.Meanwhile = () =>
        {
            clock.Now += TimeSpan.FromSeconds(seconds);
            guard.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(seconds));
        };

        guard.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(seconds), "it never runs backwards");
        guard.GetElapsedTime(start).Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Test]
    public void ClockThatIsSetBack_GoesOnFromThere()
    {
        var clock = new OvertakenClock { Now = TimeSpan.FromHours(10) };
        var guard = HarmlessTimeProvider.Of(clock, NullLogger.Instance);
        var start = guard.GetTimestamp();

        clock.Now = TimeSpan.FromHours(1);
        guard.GetElapsedTime(start).Should().Be(TimeSpan.Zero);
        clock.Now += TimeSpan.FromMinutes(5);

        guard.GetElapsedTime(start).Should().Be(TimeSpan.FromMinutes(5));
    }

    /// <summary>A clock at whose reading something happens once, after it has read the time and before it gives it.</summary>
    private sealed class OvertakenClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public Action? Meanwhile { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            var now = Now.Ticks;
            var meanwhile = Meanwhile;
            Meanwhile = null;
            meanwhile?.Invoke();
            return now;
        }
    }
}
