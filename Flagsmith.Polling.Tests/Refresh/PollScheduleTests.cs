using System.Net;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

public sealed class PollScheduleTests
{
    private static readonly PollSchedule Minute = new(TimeSpan.FromSeconds(60), 0.1);

    [TestCase(0.0, 54)]
    [TestCase(0.5, 60)]
    [TestCase(0.75, 63)]
    public void NextPause_WhileAllIsWell_IsTheIntervalWithJitter(double random, double seconds) =>
        Minute.NextPause(new(HasData: true, IsFirstLoad: false, 0, null), random).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [TestCase(false, 540)]
    [TestCase(true, 15)] // a failing poll is tried again as soon as without
    public void NextPause_WhileSomethingElseVouches_IsStretchedWhileAllIsWell(bool hasFailed, double seconds)
    {
        var history = hasFailed ? new PollHistory(HasData: true, IsFirstLoad: false, 1, Error(FlagsmithErrorKind.ServerError)) : new(HasData: true, IsFirstLoad: false, 0, null);

        (Minute with { Stretch = 10 }).NextPause(history, hasFailed ? 0.5 : 0).TotalSeconds.Should().BeApproximately(seconds, 0.001);
    }

    [TestCase(0.0, 0)]
    [TestCase(0.25, 15)]
    public void NextPause_AfterTheFirstLoad_SpreadsOverTheInterval(double random, double seconds) =>
        Minute.NextPause(new(HasData: true, IsFirstLoad: true, 0, null), random).TotalSeconds.Should().Be(seconds);

    [TestCase(false, 1, 0.9, 1.8)] // base 1 s, doubled by each failure
    [TestCase(false, 1, 0.4, 1)] // never under 1 s
    [TestCase(false, 4, 0.5, 8)]
    [TestCase(false, 60, 0.5, 150)] // capped at 5 min
    [TestCase(true, 1, 0.5, 15)] // base is a quarter of the interval
    [TestCase(true, 3, 0.5, 60)]
    [TestCase(true, 3, 0.0, 1)]
    [TestCase(true, int.MaxValue, 0.5, 150)]
    public void NextPause_AfterFailures_BacksOffWithFullJitter(bool hasData, int failures, double random, double seconds) =>
        Minute.NextPause(new(hasData, false, failures, Error(FlagsmithErrorKind.ServerError)), random).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void NextPause_WithALongInterval_IsCappedByIt() =>
        new PollSchedule(TimeSpan.FromHours(1), 0).NextPause(new(true, false, 20, Error(FlagsmithErrorKind.Timeout)), 0.5).Should().Be(TimeSpan.FromMinutes(30));

    [TestCase(1, 0.0, 0.0, 1)] // never under 1 s
    [TestCase(1, 0.0, 0.9, 1.8)] // base 1 s, doubled by each refusal
    [TestCase(3, 5.0, 0.5, 4)]
    [TestCase(6, 59.9, 0.99, 29.7)] // capped at 30 s
    [TestCase(int.MaxValue, 59.9, 0.5, 15)]
    [TestCase(2, 60.0, 0.5, 300)] // lasting
    [TestCase(2, 60.0, 0.0, 270)] // with jitter
    [TestCase(int.MaxValue, 1e6, 0.5, 300)]
    public void NextPause_AfterRejections_IsShortUntilTheyHaveLasted(int refusals, double lasted, double random, double seconds)
    {
        // Whether there is data, and how many polls have failed otherwise before, does not count.
        PollHistory[] histories =
        [
            new(false, false, refusals, Error(FlagsmithErrorKind.Unauthorized)),
            new(true, false, 1_000, Error(FlagsmithErrorKind.NotFound)),
        ];
        foreach (var history in histories)
        {
            Minute.NextPause(history with { Rejections = new(refusals, TimeSpan.FromSeconds(lasted)) }, random)
                .TotalSeconds.Should().BeApproximately(seconds, 0.001);
        }
    }

    [TestCase(FlagsmithErrorKind.ServerError, 15)]
    [TestCase(FlagsmithErrorKind.Timeout, 15)]
    public void NextPause_AfterAnotherFailureOfARequestedPoll_IsThatOfTheFailure(FlagsmithErrorKind failure, double seconds) =>
        Minute.NextPause(new(true, false, 1, Error(failure)) { Rejections = new(9, TimeSpan.FromHours(1)) }, 0.5).TotalSeconds.Should().Be(seconds);

    [TestCase(3, 0.0, 1)]
    [TestCase(3_600, 60.0, 3_600)]
    public void NextPause_OfALastingRefusal_IsTheIntervalWhereThatIsLonger(int interval, double lasted, double seconds) =>
        new PollSchedule(TimeSpan.FromSeconds(interval), 0).NextPause(new(true, false, 1, Error(FlagsmithErrorKind.Unauthorized)) { Rejections = new(1, TimeSpan.FromSeconds(lasted)) }, 0.5)
            .TotalSeconds.Should().Be(seconds);

    [TestCase(90, 0.0, 90)] // over the computed pause
    [TestCase(90, 0.5, 94.5)] // never earlier than asked, spread
    [TestCase(1, 0.5, 15)] // under the computed pause
    [TestCase(3_600, 0.5, 3_600)] // the cap
    [TestCase(3_500, 0.999, 3_600)] // the cap, spread included
    [TestCase(3_601, 0.0, 3_600)] // beyond the cap: an hour at most, and spread downwards
    [TestCase(86_400, 0.5, 3_420)]
    [TestCase(1e9, 0.5, 3_420)]
    public void NextPause_WithRetryAfter_WaitsAtLeastThatLongAndAnHourAtMost(double asked, double random, double seconds) =>
        Minute.NextPause(new(true, false, 1, Error(FlagsmithErrorKind.Throttled)) { RetryAfter = TimeSpan.FromSeconds(asked) }, random)
            .TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void NextPause_WithTheGreatestRetryAfter_DoesNotOverflow() =>
        new PollSchedule(TimeSpan.FromDays(1), 0.5).NextPause(new(false, false, 1, Error(FlagsmithErrorKind.Throttled)) { RetryAfter = TimeSpan.MaxValue }, 0)
            .Should().Be(TimeSpan.FromHours(1));

    [TestCase(FlagsmithErrorKind.Unauthorized, 0.0)]
    [TestCase(FlagsmithErrorKind.Unauthorized, 60.0)]
    [TestCase(FlagsmithErrorKind.NotFound, 0.0)]
    public void NextPause_OfARefusalWithinRetryAfter_WaitsForThat(FlagsmithErrorKind failure, double lasted) =>
        Minute.NextPause(new(true, false, 2, Error(failure)) { Rejections = new(1, TimeSpan.FromSeconds(lasted)), RetryAfter = TimeSpan.FromMinutes(10) }, 0)
            .Should().Be(TimeSpan.FromMinutes(10));

    [TestCase(0.0, 0)]
    [TestCase(0.5, 5)]
    public void WhenBroughtForward_IsSpreadOverTenSeconds(double random, double seconds) =>
        PollSchedule.WhenBroughtForward(random).TotalSeconds.Should().Be(seconds);

    private static FlagsmithApiException Error(FlagsmithErrorKind failure) => new(failure, "failed", HttpStatusCode.OK);
}
