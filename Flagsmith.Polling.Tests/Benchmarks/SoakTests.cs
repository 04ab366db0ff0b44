using Flagsmith.Polling.Benchmarks.Soak;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class SoakTests
{
    private static readonly SoakPlan Plan = new();

    [TestCase(0, 0, 3.1)] // interval and jitter, timeout, slack
    [TestCase(1, 0.5, 4.6)] // the API failed for half a second; the next pause is a second at least
    [TestCase(30, 60, 363.1)] // the cap
    public void MostOfEnvironment_IsWhatTheScheduleAllows(int failures, double failing, double seconds) =>
        Plan.MostOfEnvironment(failures, TimeSpan.FromSeconds(failing)).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void MostOfUser_IsTheLongestTimeHeIsServed() => Plan.MostOfUser.Should().Be(TimeSpan.FromSeconds(11 + 10 + 2 + 1));

    [Test]
    public void PollLedger_CountsTheFailuresInARow()
    {
        var ledger = new PollLedger();
        ledger.Note(Seconds(1), Seconds(2), isGood: true);
        ledger.Read(Seconds(2)).Should().Be((0, TimeSpan.Zero));
        ledger.Note(Seconds(3), Seconds(4), isGood: false);
        ledger.Note(Seconds(5), Seconds(7), isGood: false);
        ledger.Read(Seconds(100)).Should().Be((2, Seconds(4)));
    }

    [Test]
    public void PollLedger_ForgetsThemSoonAfterAGoodPoll()
    {
        var ledger = new PollLedger();
        ledger.Note(Seconds(3), Seconds(4), isGood: false);
        ledger.Note(Seconds(5), Seconds(6), isGood: true);
        ledger.Read(Seconds(6.5)).Should().Be((1, Seconds(1)));
        ledger.Read(Seconds(7)).Should().Be((0, TimeSpan.Zero));
        ledger.Note(Seconds(8), Seconds(9), isGood: false);
        ledger.Read(Seconds(9)).Should().Be((1, Seconds(1)));
    }

    [TestCase(true, 100, 100, 100, 100, 100, 100)]
    [TestCase(true, 10, 10, 100, 100, 105, 105)] // the first third is warm-up
    [TestCase(true, 10, 10, 20, 20, 28, 28)] // 8 MB
    [TestCase(false, 10, 10, 20, 20, 29, 29)]
    [TestCase(false, 100, 150, 200, 200, 211, 211)]
    public void SoakMemory_ComparesTheLastThirdWithTheMiddle(bool isMet, params int[] megabytes) =>
        SoakMemory.Check([.. megabytes.Select(sample => sample * 1_000_000L)]).IsMet.Should().Be(isMet);

    [Test]
    public void SoakMemory_OfNoSamples_IsBroken() => SoakMemory.Check([]).IsMet.Should().BeFalse();

    [Test]
    public void AgeRecord_CountsReadsOverTheirBound()
    {
        var ages = new AgeRecord();
        ages.Note(Seconds(2), Seconds(3));
        ages.Note(Seconds(5), Seconds(9));
        ages.Note(Seconds(4), Seconds(3));

        (ages.Oldest, ages.LeastLeft, ages.Breaks).Should().Be((Seconds(5), Seconds(-1), 1L));
    }

    [Test]
    public void MoodSwings_HaveEveryMoodInHalfAMinute()
    {
        var moods = new MoodSwings(Seconds(30), seed: 1);

        Enumerable.Range(0, 300).Select(tenth => moods.At(Seconds(tenth / 10.0))).Should().Contain(Enum.GetValues<ApiMood>());
        moods.At(TimeSpan.Zero).Should().Be(ApiMood.Good);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
