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
        Minute.NextPause(new(hasData, false, failures, Error(FlagsmithFailure.ServerError)), random).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void NextPause_WithALongInterval_IsCappedByIt() =>
        new PollSchedule(TimeSpan.FromHours(1), 0).NextPause(new(true, false, 20, Error(FlagsmithFailure.Timeout)), 0.5).Should().Be(TimeSpan.FromMinutes(30));

    [TestCase(FlagsmithFailure.Unauthorized)]
    [TestCase(FlagsmithFailure.NotFound)]
    public void NextPause_OfAConfigurationFault_IsFiveMinutes(FlagsmithFailure failure) =>
        Minute.NextPause(new(false, false, 1, Error(failure)), 0.5).Should().Be(TimeSpan.FromMinutes(5));

    [TestCase(90, 0.0, 90)] // over the computed pause
    [TestCase(90, 0.5, 94.5)] // never earlier than asked, spread
    [TestCase(1, 0.5, 15)] // under the computed pause
    public void NextPause_WithRetryAfter_WaitsAtLeastThatLong(double asked, double random, double seconds) =>
        Minute.NextPause(new(true, false, 1, Error(FlagsmithFailure.Throttled, asked)), random).TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Test]
    public void NextPause_WithAnAbsurdRetryAfter_WaitsADay() =>
        Minute.NextPause(new(true, false, 1, Error(FlagsmithFailure.Throttled, 1e9)), 0).Should().Be(TimeSpan.FromDays(1));

    private static FlagsmithApiException Error(FlagsmithFailure failure, double? retryAfter = null) =>
        new(failure, "failed", HttpStatusCode.OK, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
