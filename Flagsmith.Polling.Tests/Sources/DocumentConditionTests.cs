using Flagsmith.Polling.Sources;

namespace Flagsmith.Polling.Tests.Sources;

public sealed class DocumentConditionTests
{
    private static readonly DateTimeOffset Changed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new();

    [Test]
    public void First_IsFull() => new DocumentCondition(_time).Of(FlagPollReason.Scheduled).Should().BeNull();

    [TestCase(0.0, false)]
    [TestCase(1.9, false)]
    [TestCase(2.0, true)]
    public void CopyOfTheSecondOfTheChange_IsFetchedOnceMoreInFull(double secondsToTheSecond, bool isConditional)
    {
        var condition = new DocumentCondition(_time);
        condition.Fetched(Changed);
        condition.Of(FlagPollReason.Scheduled).Should().BeNull("the copy may be of the second in which it changed");
        _time.Advance(TimeSpan.FromSeconds(secondsToTheSecond));

        condition.Fetched(Changed);

        condition.Of(FlagPollReason.Scheduled).Should().Be(isConditional ? Changed : null);
    }

    [TestCase(FlagPollReason.Requested)]
    [TestCase(FlagPollReason.Hint)]
    public void OtherReasons_AreFull(object reason) => Settled().Of((FlagPollReason)reason).Should().BeNull("a server's cache answers 304 up to a minute late");

    [Test]
    public void AnotherTime_BeginsAnew()
    {
        var condition = Settled();

        condition.Fetched(Changed.AddSeconds(-5)); // servers' caches go backwards

        condition.Of(FlagPollReason.Scheduled).Should().BeNull();
    }

    [Test]
    public void ServerThatSendsNoTime_IsAskedInFull()
    {
        var condition = new DocumentCondition(_time);
        condition.Fetched(null);
        _time.Advance(TimeSpan.FromSeconds(60));
        condition.Fetched(null);

        condition.Of(FlagPollReason.Scheduled).Should().BeNull();
    }

    [Test]
    public void AfterNineResponsesWithoutChange_TheNextIsFull_AndTheOneAfterConditionalAgain()
    {
        var condition = Settled();
        for (var times = 0; times < DocumentCondition.MaxNotModified; times++)
        {
            condition.Of(FlagPollReason.Scheduled).Should().Be(Changed);
            condition.NotModified();
        }

        condition.Of(FlagPollReason.Scheduled).Should().BeNull();
        condition.Fetched(Changed);
        condition.Of(FlagPollReason.Scheduled).Should().Be(Changed);
    }

    private DocumentCondition Settled()
    {
        var condition = new DocumentCondition(_time);
        condition.Fetched(Changed);
        _time.Advance(TimeSpan.FromSeconds(60));
        condition.Fetched(Changed);
        return condition;
    }
}
