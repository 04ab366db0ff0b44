using System.Net;
using Flagsmith.Polling.Refresh;

namespace Flagsmith.Polling.Tests.Refresh;

/// <summary>The times in a status, and what ends the wait of a start.</summary>
public sealed class StatusTimesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly DateTimeOffset _began;
    private readonly StatusTracker _status;

    public StatusTimesTests()
    {
        _began = _time.GetUtcNow();
        _status = new StatusTracker(_time);
    }

    // One second passes before each step: S succeeded, F failed, H held back, T too old, P planned in ten seconds, B begun, X stopped.
    [TestCase("", null, null)]
    [TestCase("S", 1, null)]
    [TestCase("SSF", 2, null)]
    [TestCase("SH", 1, null)]
    [TestCase("ST", 1, null)]
    [TestCase("SP", 1, 12)]
    [TestCase("SPB", 1, null)]
    [TestCase("SPBB", 1, null)]
    [TestCase("SPX", 1, null)]
    [TestCase("SPF", 1, 12)]
    [TestCase("FP", null, 12)]
    public void Status_SaysWhenFlagsWereConfirmed_AndWhenTheNextPollIs(string steps, int? confirmed, int? next)
    {
        Take(steps);

        _status.Current.LastConfirmedAt.Should().Be(At(confirmed));
        _status.Current.NextPollAt.Should().Be(At(next));
    }

    [Test]
    public void Begun_WithNothingPlanned_IsTheSameStatus()
    {
        Take("S");
        var before = _status.Current;

        _status.Begun();

        _status.Current.Should().BeSameAs(before);
    }

    [Test]
    public void Age_BeginsWithTheLastConfirmation()
    {
        _status.Age.Should().BeNull();
        _status.Confirmed();
        _time.Advance(TimeSpan.FromSeconds(7));
        _status.Age.Should().Be(TimeSpan.FromSeconds(7));

        _status.Confirmed();

        _status.Age.Should().Be(TimeSpan.Zero);
    }

    // R: flags of an earlier run are restored, and found young enough. D: disposed.
    [TestCase("", false)]
    [TestCase("F", false)]
    [TestCase("H", false)]
    [TestCase("X", false)]
    [TestCase("S", true)]
    [TestCase("R", true)]
    [TestCase("D", true)]
    public void Settled_WithTheFirstData_OrTheEnd(string steps, bool isSettled)
    {
        Take(steps);

        _status.Settled.IsCompletedSuccessfully.Should().Be(isSettled);
    }

    [TestCase("XR", true)]
    [TestCase("XS", true)]
    [TestCase("XD", false)]
    [TestCase("SXD", true)]
    [TestCase("DS", true)]
    public void Ready_AfterTheStop_WithTheFirstData(string steps, bool isReady)
    {
        Take(steps);

        _status.Ready.IsCompletedSuccessfully.Should().Be(isReady);
    }

    // Three rejections with a Retry-After, the last two a minute apart; then the step.
    [TestCase("", 3, 90, FlagProviderState.Misconfigured)]
    [TestCase("S", 0, 0, FlagProviderState.Fresh)]
    [TestCase("H", 0, 0, FlagProviderState.Fresh)]
    [TestCase("F", 0, 0, FlagProviderState.Failing)]
    public void Rejections_AndRetryAfter_EndWithAnythingElse(string step, int count, int retryAfter, FlagProviderState state)
    {
        var error = new FlagsmithApiException(FlagsmithErrorKind.Unauthorized, "Failed.", HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(90));
        _status.Failed(error);
        _status.Failed(error);
        _time.Advance(TimeSpan.FromSeconds(60));
        _status.Failed(error);

        Take(step);

        (_status.History.Rejections.Count, _status.History.RetryAfter, _status.Current.State).Should().Be((count, TimeSpan.FromSeconds(retryAfter), state));
        _status.History.IsRejectedLastingly.Should().Be(state == FlagProviderState.Misconfigured);
        Take("f");
        _status.History.RetryAfter.Should().Be(TimeSpan.FromSeconds(retryAfter == 0 ? 0 : retryAfter - 1), "a requested poll that fails leaves what is left");
    }

    private DateTimeOffset? At(int? seconds) => seconds is { } passed ? _began.AddSeconds(passed) : null;

    private void Take(string steps)
    {
        foreach (var step in steps)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Take(step);
        }
    }

    private void Take(char step)
    {
        var error = new FlagsmithApiException(FlagsmithErrorKind.ServerError, "Failed.");
        Action act = step switch
        {
            'S' => () => _status.Succeeded(),
            'F' => () => _status.Failed(error),
            'f' => () => _status.Failed(error, isRequested: true),
            'H' => _status.Held,
            'T' => () => _status.Staled(),
            'P' => () => _status.Planned(TimeSpan.FromSeconds(10)),
            'B' => _status.Begun,
            'R' => _status.RestoredReady,
            'D' => _status.Disposed,
            _ => _status.Stopped,
        };
        act();
    }
}
