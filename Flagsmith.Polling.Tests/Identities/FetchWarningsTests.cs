using Flagsmith.Polling.Identities;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Tests.Identities;

/// <summary>Which warnings about users' requests are logged, and how often.</summary>
public sealed class FetchWarningsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LogRecorder _logs = new();
    private readonly FetchWarnings _warnings;

    public FetchWarningsTests() => _warnings = new FetchWarnings(_time, _logs);

    // T a failure, C one of the open circuit; the numbers are seconds that pass.
    [TestCase("T", "FetchFailed")]
    [TestCase("T 59 T", "FetchFailed FetchFailedAgain")]
    [TestCase("T 60 T", "FetchFailed FetchFailed")]
    [TestCase("C", "FetchFailedAgain")]
    [TestCase("C T", "FetchFailedAgain FetchFailed")]
    [TestCase("T 60 C T", "FetchFailed FetchFailedAgain FetchFailed")]
    public void Failures_AreOneWarningAMinute_TheCircuitsAreNone(string steps, string events)
    {
        foreach (var step in steps.Split(' '))
        {
            if (int.TryParse(step, out var seconds))
            {
                _time.Advance(TimeSpan.FromSeconds(seconds));
                continue;
            }

            _warnings.Note(new FlagsmithApiException(step == "C" ? FlagsmithErrorKind.CircuitOpen : FlagsmithErrorKind.Timeout, "The reason."));
        }

        Events().Should().Be(events);
        _logs.Lines.Should().AllSatisfy(static line => line.Text.Should().EndWith("The reason."));
    }

    [TestCase(0, 0, "")]
    [TestCase(2, 0, "UserFlagsSkipped")]
    [TestCase(0, 3, "UserValuesBroken")]
    [TestCase(2, 3, "UserFlagsSkipped UserValuesBroken")]
    public void Responses_AreWarnedOf_OnceAMinuteForEachReason(int malformed, int broken, string events)
    {
        var response = new IdentityResponse { Known = [], Unknown = [], Malformed = malformed, BrokenValues = broken };

        _warnings.Note(response);
        _time.Advance(TimeSpan.FromSeconds(59));
        _warnings.Note(response);

        Events().Should().Be(events);
        string.Concat(_logs.Lines.Select(static line => line.Text)).Should().Match(text => text.Contains(" 2 ", StringComparison.Ordinal) == malformed > 0 && text.Contains(" 3 ", StringComparison.Ordinal) == broken > 0);
        _time.Advance(TimeSpan.FromSeconds(1));
        _warnings.Note(response);
        Events().Should().Be($"{events} {events}".Trim());
    }

    [Test]
    public void DroppedTraits_AreOneWarning()
    {
        _warnings.NoteDroppedTraits();
        _time.Advance(TimeSpan.FromHours(1));
        _warnings.NoteDroppedTraits();

        Events().Should().Be("TraitsDropped");
    }

    private string Events() => string.Join(' ', _logs.Lines.Select(static line => line.Event));
}
