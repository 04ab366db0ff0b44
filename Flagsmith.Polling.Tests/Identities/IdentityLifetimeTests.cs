using Flagsmith.Polling.Identities;
using Microsoft.Extensions.DependencyInjection;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>The users' part of the process's life: maintenance, disposal, clocks that break. Nothing of it ends the process or leaves a caller waiting.</summary>
public sealed class IdentityLifetimeTests
{
    [Test]
    public async Task MaintenanceThatRunsWhileTheProviderIsDisposed_ThrowsNothing()
    {
        var time = new CapturedTimers();
        var polling = new PollingHost();
        polling.Services.AddSingleton<TimeProvider>(time);
        var api = new UsersApi(polling.Api);
        await polling.Flags.RefreshAsync();
        for (var user = 0; user < 100; user++)
        {
            await polling.Users.GetFlagsAsync($"user-{user}");
        }

        api.Environment = [Bodies.Flag("a_flag", value: "2")];
        await polling.Flags.RefreshAsync();
        var maintenance = time.Periodic.Single();
        polling.RemoteUsers.Dispose(); // which does not wait

        time.Elapsed = TimeSpan.FromMinutes(1);
        maintenance.Invoking(static run => run()).Should().NotThrow();
        polling.Logs.Count("MaintenanceFailed").Should().Be(0);
        await polling.DisposeAsync();
    }

    [Test]
    public async Task Dispose_WaitsForAMaintenanceThatIsRunning()
    {
        var time = new CapturedTimers();
        var polling = new PollingHost();
        polling.Services.AddSingleton<TimeProvider>(time);
        _ = new UsersApi(polling.Api);
        await polling.Users.GetFlagsAsync("one");
        time.IsRunning = new TaskCompletionSource();

        var disposal = polling.RemoteUsers.DisposeAsync().AsTask();
        disposal.IsCompleted.Should().BeFalse();
        polling.RemoteUsers.Count.Should().Be(1, "the cache goes after the maintenance");
        time.IsRunning.SetResult();

        await disposal;
        await polling.DisposeAsync();
    }

    [Test]
    public void MaintenanceThatThrows_IsLogged_AndGoesOn()
    {
        var time = new ManualTimeProvider();
        var logs = new LogRecorder();
        var runs = 0;
        using var clock = new CoarseClock(new MonotonicClock(time), logs);
        clock.Stepped += _ => throw new InvalidOperationException($"run {++runs}");
        clock.EnsureStarted();

        time.Advance(CoarseClock.Step * 3);

        runs.Should().Be(3);
        logs.Count("MaintenanceFailed").Should().Be(3);
        clock.Now.Should().Be((CoarseClock.Step * 3).Ticks);
    }

    [Test]
    public async Task ReadsThatMeetTheDisposal_AllEnd()
    {
        for (var round = 0; round < 50; round++)
        {
            var polling = new PollingHost();
            _ = new UsersApi(polling.Api) { Wait = static (_, token) => Task.Delay(Timeout.Infinite, token) };
            var users = polling.Users;
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var readers = Enumerable.Range(0, 16).Select(reader => Task.Run(async () =>
            {
                await go.Task;
                return reader switch
                {
                    < 8 => await users.GetFlagsAsync("one"),
                    < 12 => await users.RefreshAsync("one"),
                    _ => await users.ForIdentity("one").SetTraitAsync("plan", "x"),
                };
            })).ToArray();

            go.SetResult();
            await Task.Yield();
            await polling.DisposeAsync();

            var ended = Task.WhenAll(readers.Select(static reader => reader.ContinueWith(static _ => { }, TaskScheduler.Default)));
            await ended.WaitAsync(TimeSpan.FromSeconds(30));
            readers.Where(static reader => reader.IsFaulted).Select(static reader => reader.Exception!.InnerException)
                .Should().OnlyContain(static cause => cause is ObjectDisposedException || cause is FlagsmithApiException);
        }
    }

    [TestCase("refresh")]
    [TestCase("write")]
    public async Task CallOfItsOwn_InFlightAtTheDisposal_SaysSo(string call)
    {
        await using var polling = new PollingHost();
        var api = new UsersApi(polling.Api) { Wait = static (_, token) => Task.Delay(Timeout.Infinite, token) };
        var running = call == "refresh" ? polling.Users.RefreshAsync("one") : polling.Users.ForIdentity("one").SetTraitAsync("plan", "x");
        await polling.Time.AdvanceUntilAsync(() => api.Count == 1);

        polling.RemoteUsers.Dispose();

        await running.Awaiting(task => task).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Test]
    public async Task ClockThatBreaks_CostsNoReaderAnExceptionOfItsOwn([Values] ClockFault fault)
    {
        await using var polling = new PollingHost();
        var time = new BrokenTime(polling.Time);
        polling.Services.AddSingleton<TimeProvider>(time);
        _ = new UsersApi(polling.Api);
        await polling.Flags.RefreshAsync();
        await polling.Users.GetFlagsAsync("cached");

        time.Break(fault);
        polling.Time.Advance(TimeSpan.FromSeconds(1));

        Func<Task>[] calls =
        [
            async () => await polling.Users.GetFlagsAsync("cached"),
            async () => await polling.Users.GetFlagsAsync("cold"),
            async () => await polling.Users.GetTraitsAsync("colder"),
            async () => await polling.Users.RefreshAsync("cached"),
            async () => await polling.Users.ForIdentity("cached").SetTraitAsync("plan", "x"),
        ];
        foreach (var call in calls)
        {
            (await ThrownByAsync(call)).Should().Match<Exception?>(static thrown => thrown == null || thrown is FlagsmithApiException);
        }

        time.Repair();
        polling.Time.Advance(TimeSpan.FromSeconds(6));
        (await polling.Users.RefreshAsync("cold")).IsFallback.Should().BeFalse();
    }

    private static async Task<Exception?> ThrownByAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception cause)
        {
            return cause;
        }
    }

    /// <summary>A clock whose timers never fire by themselves: the test calls them.</summary>
    private sealed class CapturedTimers : TimeProvider
    {
        public List<Action> Periodic { get; } = [];

        public TimeSpan Elapsed { get; set; }

        /// <summary>Gets or sets what a disposal of a timer waits for, as if its callback was running.</summary>
        public TaskCompletionSource? IsRunning { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period > TimeSpan.Zero)
            {
                Periodic.Add(() => callback(state));
            }

            return new Captured(this);
        }

        private sealed class Captured(CapturedTimers owner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => owner.IsRunning is { } running ? new ValueTask(running.Task) : ValueTask.CompletedTask;
        }
    }
}
