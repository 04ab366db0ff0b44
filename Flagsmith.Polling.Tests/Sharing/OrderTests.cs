using Flagsmith.Polling.Sharing;

namespace Flagsmith.Polling.Tests.Sharing;

public sealed class OrderTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new();
    private readonly SharedOrder _order;

    public OrderTests() => _order = new SharedOrder(_time);

    [TestCase(10, 0, true, TestName = "The held one")]
    [TestCase(11, 60, true, TestName = "The next")]
    [TestCase(5, 60, true, TestName = "A sequence that was set back")]
    [TestCase(11, -600, true, TestName = "A time that was set back")]
    [TestCase(9, -60, false, TestName = "An old one")]
    [TestCase(10, -1, false, TestName = "Same sequence, earlier")]
    [TestCase(9, 0, false, TestName = "Same time, lower sequence")]
    public void Accepts_TheLaterPoll(int sequence, int seconds, bool accepts)
    {
        _order.Hold(At(10, 0), TimeSpan.Zero);
        _order.Accepts(At(sequence, seconds), TimeSpan.Zero, Interval).Should().Be(accepts);
    }

    [Test]
    public void Accepts_WhatWasRefusedForThreeIntervals()
    {
        _order.Hold(At(10, 0), TimeSpan.Zero);
        _order.Accepts(At(9, -60), TimeSpan.Zero, Interval).Should().BeFalse();
        _time.Advance(3 * Interval - TimeSpan.FromSeconds(1));
        _order.Accepts(At(9, -60), TimeSpan.Zero, Interval).Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        _order.Accepts(At(9, -60), TimeSpan.Zero, Interval).Should().BeTrue();
    }

    [Test]
    public void ThreeIntervals_CountAnew_AfterALaterOne()
    {
        _order.Hold(At(10, 0), TimeSpan.Zero);
        _order.Accepts(At(9, -60), TimeSpan.Zero, Interval).Should().BeFalse();
        _time.Advance(2 * Interval);
        _order.Accepts(At(11, 60), TimeSpan.Zero, Interval).Should().BeTrue();
        _time.Advance(Interval);
        _order.Accepts(At(9, -60), TimeSpan.Zero, Interval).Should().BeFalse();
    }

    [TestCase(4, true)]
    [TestCase(6, false)]
    public void OwnPoll_IsReplacedByOneThatBeganLater(int age, bool accepts)
    {
        _order.HoldOwn(_time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(5));
        _order.Accepts(At(100, 1000), TimeSpan.FromSeconds(age), Interval).Should().Be(accepts);
    }

    [Test]
    public void Nothing_IsReplacedByAnything()
    {
        _order.IsEmpty.Should().BeTrue();
        _order.Age.Should().BeNull();
        _order.Accepts(At(1, -9999), TimeSpan.FromDays(1), Interval).Should().BeTrue();
    }

    [Test]
    public void Age_CountsFromTheBeginOfThePoll()
    {
        _order.Hold(At(10, 0), TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(5));
        _order.Age.Should().BeCloseTo(TimeSpan.FromSeconds(25), TimeSpan.FromMilliseconds(1));
    }

    private static SharedConfirmation At(int sequence, int seconds) =>
        SharedConfirmation.None with { Sequence = (ulong)sequence, BeganAt = Start.AddSeconds(seconds), Hash = (UInt128)sequence };
}
