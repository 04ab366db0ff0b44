namespace Flagsmith.Polling.Tests.Testing;

/// <summary>Timers of the hand-moved clock keep what <see cref="ITimer"/> promises, so that code which relies on it is tested by them.</summary>
public sealed class ManualTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [TestCase(49, true)]
    [TestCase(50, false)]
    [TestCase(-1, false)]
    public void DueTime_ReachesAsFarAsTheSystemsTimers(int days, bool isTaken)
    {
        foreach (var time in new[] { TimeProvider.System, new ManualTimeProvider() })
        {
            var creating = time.Invoking(clock => clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(days), Timeout.InfiniteTimeSpan).Dispose());
            if (isTaken)
            {
                creating.Should().NotThrow();
            }
            else
            {
                creating.Should().Throw<ArgumentOutOfRangeException>();
            }
        }
    }

    [Test]
    public void DisposedTimer_CannotBeArmedAnew()
    {
        var time = new ManualTimeProvider();
        var fired = 0;
        var timer = time.CreateTimer(_ => fired++, null, Second, Timeout.InfiniteTimeSpan);
        timer.Dispose();

        timer.Change(Second, Second).Should().BeFalse();
        time.Advance(Second * 10);

        fired.Should().Be(0);
        time.ArmedTimers.Should().Be(0);
    }

    [Test]
    public async Task DisposeAsync_WaitsForTheRunningCallback()
    {
        var time = new ManualTimeProvider();
        using var entered = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var timer = time.CreateTimer(
            _ =>
            {
                entered.Set();
                gate.Wait();
            },
            null,
            Second,
            Timeout.InfiniteTimeSpan);
        var advancing = Task.Run(() => time.Advance(Second));
        entered.Wait();

        var disposing = timer.DisposeAsync().AsTask();

        disposing.IsCompleted.Should().BeFalse();
        gate.Set();
        await disposing;
        await advancing;
    }

    [Test]
    public async Task DisposeAsync_InsideTheCallback_DoesNotBlockIt()
    {
        var time = new ManualTimeProvider();
        ITimer? timer = null;
        Task? disposing = null;
        timer = time.CreateTimer(_ => disposing = timer!.DisposeAsync().AsTask(), null, Second, Second);

        time.Advance(Second * 3);

        await disposing!;
    }
}
