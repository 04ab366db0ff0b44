using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>Calls that join a poll, and why it then runs.</summary>
public sealed class PollQueueTests : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FlagPollReason> _reasons = [];
    private readonly PollQueue _queue;

    public PollQueueTests() => _queue = new PollQueue(async (reason, _) =>
    {
        _reasons.Add(reason);
        if (_reasons.Count == 1)
        {
            await _first.Task;
        }

        return null;
    });

    [TestCase(FlagPollReason.Scheduled, FlagPollReason.Hint, FlagPollReason.Hint)]
    [TestCase(FlagPollReason.Hint, FlagPollReason.Scheduled, FlagPollReason.Hint)]
    [TestCase(FlagPollReason.Requested, FlagPollReason.Hint, FlagPollReason.Requested)]
    [TestCase(FlagPollReason.Hint, FlagPollReason.Requested, FlagPollReason.Requested)]
    [TestCase(FlagPollReason.Scheduled, FlagPollReason.Scheduled, FlagPollReason.Scheduled)]
    public async Task OfSeveralReasons_TheGreatestApplies_AndToThatPollAlone(FlagPollReason one, FlagPollReason other, FlagPollReason expected)
    {
        var first = _queue.RunAsync();
        await new ManualTimeProvider().AdvanceUntilAsync(() => _reasons.Count == 1);
        var joined = (_queue.RunAsync(one), _queue.RunAsync(other));
        joined.Item1.Should().BeSameAs(joined.Item2);

        _first.SetResult();
        await Task.WhenAll(first, joined.Item1);
        await _queue.RunAsync();

        _reasons.Should().Equal(FlagPollReason.Scheduled, expected, FlagPollReason.Scheduled);
    }

    [Test]
    public async Task NextEnd_IsTheSameForEverybodyWhoWaits_AndEndsWithThePoll()
    {
        var (one, other) = (_queue.NextEnd, _queue.NextEnd);
        one.Should().BeSameAs(other);
        var poll = _queue.RunAsync();
        await new ManualTimeProvider().AdvanceUntilAsync(() => _reasons.Count == 1);
        one.IsCompleted.Should().BeFalse();

        _first.SetResult();
        await poll;

        await one;
        _queue.NextEnd.Should().NotBeSameAs(one);
    }

    [Test]
    public void Disposed_NothingIsPolled()
    {
        _queue.Dispose();
        _queue.Dispose();

        FluentActions.Invoking(() => { _ = _queue.RunAsync(); }).Should().Throw<ObjectDisposedException>();
        _reasons.Should().BeEmpty();
    }

    public void Dispose() => _queue.Dispose();
}
