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
