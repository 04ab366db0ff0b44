using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class StatusTrackerTests
{
    private static readonly FlagsmithApiException Error = new(FlagsmithErrorKind.ServerError, "An error.");

    [Test]
    public void ChangesFromManyThreads_LoseNothing()
    {
        const int Threads = 4;
        const int Failures = 20_000;
        var status = new StatusTracker(new ManualTimeProvider());
        using var together = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            together.SignalAndWait();
            for (var failure = 0; failure < Failures; failure++)
            {
                status.Failed(Error);
            }
        })).ToArray();

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        status.History.Failures.Should().Be(Threads * Failures);
        status.Current.ConsecutiveFailures.Should().Be(Threads * Failures);
    }

    [Test]
    public void Succeeded_WithAnotherHostsPoll_SaysWhenThatWas()
    {
        var time = new ManualTimeProvider();
        var status = new StatusTracker(time);

        status.Succeeded(age: TimeSpan.FromSeconds(20));

        status.Current.LastConfirmedAt.Should().Be(time.GetUtcNow() - TimeSpan.FromSeconds(20));
    }

    [Test]
    public void Planned_CountsDown_WhateverHappensToTheWallClock()
    {
        var time = new ManualTimeProvider();
        var status = new StatusTracker(time);

        status.Planned(TimeSpan.FromMinutes(5));
        status.Current.NextPollAt.Should().Be(time.GetUtcNow().AddMinutes(5));
        time.Advance(TimeSpan.FromMinutes(2));
        time.SetWallClock(time.GetUtcNow().AddHours(7));

        status.UntilPlanned.Should().Be(TimeSpan.FromMinutes(3));
    }

    [TestCase(false, typeof(OperationCanceledException))]
    [TestCase(true, typeof(ObjectDisposedException))]
    public async Task Ready_FailsWhenPollingEndsBeforeThereIsData(bool isDisposed, Type expected)
    {
        var status = new StatusTracker(new ManualTimeProvider());
        var waiting = status.Ready;

        End(status, isDisposed);

        waiting.IsCompleted.Should().BeTrue("whoever waits must not wait for ever");
        (await waiting.Awaiting(ready => ready).Should().ThrowAsync<Exception>()).Which.Should().BeOfType(expected);
        (await status.Awaiting(later => later.Ready).Should().ThrowAsync<Exception>()).Which.Should().BeOfType(expected);
    }

    [Test]
    public async Task Ready_DisposedAfterTheStop_SaysThatItIsDisposed()
    {
        var status = new StatusTracker(new ManualTimeProvider());
        status.Stopped();

        status.Disposed();

        await status.Awaiting(later => later.Ready).Should().ThrowAsync<ObjectDisposedException>();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Ready_DataBeforeTheEnd_StaysReady(bool isDisposed)
    {
        var status = new StatusTracker(new ManualTimeProvider());
        status.Succeeded();

        End(status, isDisposed);

        status.Ready.IsCompletedSuccessfully.Should().BeTrue();
    }

    // One second passes before each step. S succeeded, F failed, H held back, T too old, X stopped.
    [TestCase("", FlagProviderState.Starting, 0, false, false, false, 0)]
    [TestCase("S", FlagProviderState.Fresh, 1, true, true, false, 0)]
    [TestCase("SS", FlagProviderState.Fresh, 1, true, false, false, 0)]
    [TestCase("SF", FlagProviderState.Failing, 2, true, false, false, 1)]
    [TestCase("SFF", FlagProviderState.Failing, 2, true, false, false, 2)]
    [TestCase("SFS", FlagProviderState.Fresh, 3, true, false, false, 0)]
    [TestCase("F", FlagProviderState.Failing, 1, false, false, false, 1)]
    [TestCase("FS", FlagProviderState.Fresh, 2, true, true, false, 0)]
    [TestCase("SH", FlagProviderState.Fresh, 1, true, false, true, 0)]
    [TestCase("SHF", FlagProviderState.Failing, 3, true, false, true, 1)]
    [TestCase("SHS", FlagProviderState.Fresh, 1, true, false, false, 0)]
    [TestCase("ST", FlagProviderState.Stale, 2, true, true, false, 0)]
    [TestCase("STH", FlagProviderState.Stale, 2, true, false, true, 0)]
    [TestCase("STF", FlagProviderState.Stale, 2, true, false, false, 1)]
    [TestCase("STS", FlagProviderState.Fresh, 3, true, false, false, 0)]
    [TestCase("SX", FlagProviderState.Stopped, 2, true, true, false, 0)]
    [TestCase("SXS", FlagProviderState.Stopped, 2, true, false, false, 0)]
    [TestCase("SXF", FlagProviderState.Stopped, 2, true, false, false, 1)]
    [TestCase("SXT", FlagProviderState.Stopped, 2, true, true, false, 0)]
    public void Steps_GiveStateAndHistory(string steps, FlagProviderState state, int since, bool hasData, bool isFirstLoad, bool isHeld, int failures)
    {
        var time = new ManualTimeProvider();
        var began = time.GetUtcNow();
        var status = new StatusTracker(time);
        foreach (var step in steps)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Take(status, step);
        }

        status.Current.Should().BeEquivalentTo(new { State = state, Since = began.AddSeconds(since), IsReady = hasData, ConsecutiveFailures = failures, LastError = failures > 0 ? Error : null });
        status.History.Should().BeEquivalentTo(new { HasData = hasData, IsFirstLoad = isFirstLoad, IsHeld = isHeld, Failures = failures, LastError = failures > 0 ? Error : null });
    }

    [Test]
    public void Staled_IsNewOnce()
    {
        var status = new StatusTracker(new ManualTimeProvider());

        status.Staled().Should().BeTrue();
        status.Staled().Should().BeFalse();
    }

    [TestCase(90, 90)]
    [TestCase(0, 0)]
    [TestCase(-90, 0, Description = "confirmed by a machine whose clock is ahead")]
    public void Restored_IsAsOldAsItsConfirmation(int secondsAgo, int age)
    {
        var time = new ManualTimeProvider();
        var status = new StatusTracker(time);
        var confirmedAt = time.GetUtcNow().AddSeconds(-secondsAgo);

        status.Restored(confirmedAt);
        time.Advance(TimeSpan.FromSeconds(5));

        status.Age.Should().Be(TimeSpan.FromSeconds(age + 5));
        status.Current.Should().BeEquivalentTo(new { LastConfirmedAt = confirmedAt, IsReady = true, State = FlagProviderState.Starting });
        status.History.HasData.Should().BeTrue();
        status.Ready.IsCompleted.Should().BeFalse("their age has not been looked at");
        status.RestoredReady();
        status.Ready.IsCompletedSuccessfully.Should().BeTrue();
    }

    private static void Take(StatusTracker status, char step)
    {
        switch (step)
        {
            case 'S':
                status.Succeeded();
                break;
            case 'F':
                status.Failed(Error);
                break;
            case 'H':
                status.Held();
                break;
            case 'T':
                status.Staled();
                break;
            default:
                status.Stopped();
                break;
        }
    }

    private static void End(StatusTracker status, bool isDisposed)
    {
        if (isDisposed)
        {
            status.Disposed();
        }
        else
        {
            status.Stopped();
        }
    }
}
