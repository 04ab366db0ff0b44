using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Testing;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class SwappingPollerTests
{
    [Test]
    public async Task EachTick_PublishesASnapshot()
    {
        await using var stage = await CellStage.SetAsync(flags: 10);
        var time = new ManualTimeProvider();
        using var published = new SemaphoreSlim(0);
        await using (var poller = new SwappingPoller(stage, () => published.Release(), time))
        {
            for (var tick = 1; tick <= 3; tick++)
            {
                time.Advance(SwappingPoller.Interval);
                (await published.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
                stage.Environment.Current.Version.Should().Be(1 + tick);
            }
        }
    }

    [Test]
    public async Task Dispose_TellsOfAPollThatFailed()
    {
        await using var stage = await CellStage.SetAsync(flags: 10);
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource();
        var poller = new SwappingPoller(stage, () => { asked.SetResult(); throw new InvalidOperationException("published"); }, time);
        time.Advance(SwappingPoller.Interval);
        await asked.Task;

        await poller.Awaiting(it => it.DisposeAsync().AsTask()).Should().ThrowAsync<InvalidOperationException>();
    }
}
