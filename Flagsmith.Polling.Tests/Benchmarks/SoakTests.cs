using Flagsmith.Polling.Benchmarks;
using Flagsmith.Polling.Benchmarks.Soak;

namespace Flagsmith.Polling.Tests.Benchmarks;

public sealed class SoakTests
{
    private static readonly SoakPlan Plan = new();

    [TestCase(0, 0, 5.1)] // interval and jitter, timeout, slack
    [TestCase(1, 0.5, 6.6)] // the API failed for half a second; the next pause is a second at least
    [TestCase(30, 60, 365.1)] // the cap
    public void MaxOfEnvironment_IsWhatTheScheduleAllows(int failures, double failing, double seconds) =>
        Plan.MaxOfEnvironment(failures, TimeSpan.FromSeconds(failing)).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void MaxOfUser_IsTheLongestTimeHeIsServed() => Plan.MaxOfUser.Should().Be(TimeSpan.FromSeconds(11 + 10 + 2 + 3));

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

    [TestCase(true, 100, 100, 100, 100, 100, 100, 100, 100, 100)]
    [TestCase(true, 10, 10, 10, 100, 100, 100, 105, 105, 105)] // the first third is warm-up
    [TestCase(true, 10, 10, 10, 20, 20, 20, 28, 28, 28)] // 8 MB
    [TestCase(false, 10, 10, 10, 20, 20, 20, 29, 29, 29)]
    [TestCase(false, 100, 150, 150, 200, 200, 200, 211, 211, 211)]
    public void SoakMemory_ComparesTheLastThirdWithTheMiddle(bool isMet, params int[] megabytes) =>
        SoakMemory.Check([.. megabytes.Select(sample => Sample(sample, users: 50_000))]).IsMet.Should().Be(isMet);

    [Test]
    public void SoakMemory_ComparesSamplesWithAsManyUsers()
    {
        SoakSample[] middle = [Sample(12, 0), Sample(12, 0), Sample(30, 50_000), Sample(30, 49_000), Sample(12, 0)];
        SoakSample[] last = [Sample(31, 50_000), Sample(31, 48_000), Sample(31, 50_000), Sample(31, 50_000), Sample(31, 50_000)];
        SoakMemory.Check([.. middle, .. middle, .. last]).IsMet.Should().BeTrue("only the middle third had moments without users");

        var grown = last.Select(sample => sample with { Bytes = 40_000_000 });
        SoakMemory.Check([.. middle, .. middle, .. grown]).IsMet.Should().BeFalse();
    }

    [Test]
    public void SoakMemory_OfTooFewSamplesAlike_IsBroken()
    {
        SoakMemory.Check([]).IsMet.Should().BeFalse();
        SoakSample[] third = [Sample(30, 50_000), Sample(30, 50_000), Sample(30, 50_000)];
        SoakSample[] other = [Sample(30, 40_000), Sample(30, 50_000), Sample(30, 40_000)];
        SoakMemory.Check([.. third, .. third, .. other]).Should().Match<Target>(bound => !bound.IsMet && bound.Figure == "1 pairs");
    }

    [Test]
    public void WellBetween_CountsGoodAndSlowTimeOnly()
    {
        var moods = new MoodSwings(Seconds(60), seed: 1);
        var step = Seconds(0.01);
        var well = Enumerable.Range(0, 3000).Count(index => MoodSwings.IsWell(moods.At(Seconds(10) + (index * step))));

        moods.WellBetween(Seconds(10), Seconds(40)).TotalSeconds.Should().BeApproximately(well * step.TotalSeconds, 0.2);
        moods.WellBetween(Seconds(10), Seconds(10)).Should().Be(TimeSpan.Zero);
        moods.WellBetween(Seconds(1000), Seconds(1007)).Should().Be(Seconds(7));
    }

    [Test]
    public void FetchLedger_KeepsTheLongestStretchOfWellTime()
    {
        var moods = new MoodSwings(TimeSpan.Zero, seed: 1); // well from second 8 on at the latest
        var ledger = new FetchLedger(moods);
        ledger.Note(Seconds(500)); // not started yet
        ledger.Start(Seconds(1000));
        ledger.Note(Seconds(1002));
        ledger.Note(Seconds(1013));
        ledger.Note(Seconds(1020));
        (ledger.Longest, ledger.LongestFrom).Should().Be((Seconds(11), Seconds(1002)));
    }

    [Test]
    public void FetchLedger_AddsUpWellTimeAcrossOutages()
    {
        var moods = new MoodSwings(Seconds(300), seed: 1);
        var ledger = new FetchLedger(moods);
        ledger.Start(Seconds(104));
        ledger.Note(Seconds(137));
        ledger.Longest.Should().Be(moods.WellBetween(Seconds(104), Seconds(137))).And.BeGreaterThan(Seconds(10));
    }

    [Test]
    public void ReadShares_CountAfterTheStart()
    {
        var shares = new ReadShares();
        shares.Note(100, 100);
        shares.FallbackPercent.Should().BeNull();
        shares.Start();
        shares.Note(300, 0);
        shares.Note(100, 20);
        shares.FallbackPercent.Should().Be(5);
    }

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

    private static SoakSample Sample(int megabytes, int users) => new(Threads: 1, megabytes * 1_000_000L, users);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
