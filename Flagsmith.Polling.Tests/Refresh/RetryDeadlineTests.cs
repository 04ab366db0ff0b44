using System.Net;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>How long a server's Retry-After is still to be respected when another poll fails.</summary>
public sealed class RetryDeadlineTests
{
    private readonly ManualTimeProvider _time = new();

    // The first failure asks for so many seconds; the next, so many later, asks for as many itself, or for none.
    [TestCase(30, 10, true, null, 20)]
    [TestCase(30, 10, true, 5, 20)]
    [TestCase(30, 10, true, 20, 20)]
    [TestCase(30, 10, true, 25, 25)]
    [TestCase(30, 30, true, null, 0)]
    [TestCase(30, 31, true, null, 0)]
    [TestCase(30, 10, false, null, 0)]
    [TestCase(30, 10, false, 5, 5)]
    [TestCase(7_200, 10, true, null, 3_590)]
    [TestCase(3_600, 10, true, null, 3_590)]
    [TestCase(null, 10, true, null, 0)]
    public void FailureOfARequestedPoll_LeavesWhatIsLeft_AScheduledOneBeginsAnew(int? first, int later, bool isRequested, int? second, int expected)
    {
        var deadline = new RetryDeadline(_time);

        deadline.Failed(Error(first), isRequested: false).Should().Be(TimeSpan.FromSeconds(first ?? 0), "the status shows what was asked for");
        _time.Advance(TimeSpan.FromSeconds(later));

        deadline.Failed(Error(second), isRequested).Should().Be(TimeSpan.FromSeconds(expected));
    }

    [TestCase(5, 18)]
    [TestCase(25, 23)]
    public void RequestedPolls_MoveTheDeadline_WhereTheyAskForMore(int asked, int expected)
    {
        var deadline = new RetryDeadline(_time);
        deadline.Failed(Error(30), isRequested: false);
        _time.Advance(TimeSpan.FromSeconds(10));
        deadline.Failed(Error(asked), isRequested: true);
        _time.Advance(TimeSpan.FromSeconds(2));

        deadline.Failed(Error(null), isRequested: true).Should().Be(TimeSpan.FromSeconds(expected));
    }

    [Test]
    public void Success_EndsIt()
    {
        var deadline = new RetryDeadline(_time);
        deadline.Failed(Error(30), isRequested: false);

        deadline.Succeeded();

        deadline.Failed(Error(null), isRequested: true).Should().Be(TimeSpan.Zero);
    }

    private static FlagsmithApiException Error(int? seconds) =>
        new(FlagsmithErrorKind.Throttled, "Failed.", HttpStatusCode.TooManyRequests, seconds is { } asked ? TimeSpan.FromSeconds(asked) : null);
}
