using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>How many rejections follow one another, and for how long they have.</summary>
public sealed class RejectionTrackerTests
{
    // Ten seconds pass before each step. R rejected, F failed otherwise, r and f the same of a requested poll, S succeeded.
    [TestCase("R", 1, 0)]
    [TestCase("RR", 2, 10)]
    [TestCase("rRr", 3, 20)]
    [TestCase("FR", 1, 0)]
    [TestCase("RRF", 0, 0)]
    [TestCase("RRf", 2, 20)]
    [TestCase("RRfR", 3, 30)]
    [TestCase("RRFR", 1, 0)]
    [TestCase("RRSR", 1, 0)]
    [TestCase("RRSf", 0, 0)]
    [TestCase("f", 0, 0)]
    public void Series_GrowsWithEachRejection_AndEndsWithAnythingElseThatThePollsMeet(string steps, int count, int seconds)
    {
        var time = new ManualTimeProvider();
        var tracker = new RejectionTracker(time);
        var series = default(RejectionSeries);
        foreach (var step in steps)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            if (step == 'S')
            {
                tracker.Succeeded();
                continue;
            }

            var kind = char.ToUpperInvariant(step) == 'R' ? FlagsmithErrorKind.Unauthorized : FlagsmithErrorKind.ServerError;
            series = tracker.Failed(new FlagsmithApiException(kind, "Failed."), isRequested: char.IsLower(step));
        }

        series.Should().Be(new RejectionSeries(count, TimeSpan.FromSeconds(seconds)));
    }

    [TestCase(0, 60, false)]
    [TestCase(1, 59, false)]
    [TestCase(1, 60, true)]
    [TestCase(2, 61, true)]
    public void Series_IsLasting_FromAMinuteOn(int count, int seconds, bool isLasting) =>
        new RejectionSeries(count, TimeSpan.FromSeconds(seconds)).IsLasting.Should().Be(isLasting);
}
