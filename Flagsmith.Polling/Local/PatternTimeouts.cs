using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Telemetry;
using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Local;

/// <summary>Counts and logs the users' texts that took a regular expression too long.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class PatternTimeouts(ProviderTelemetry telemetry, TimeProvider time, ILogger logger) : IPatternObserver
{
    private readonly LogPace _pace = new(time, TimeSpan.FromMinutes(1));

    public void TimedOut(bool isFirst)
    {
        telemetry.PatternTimedOut();
        if (isFirst && _pace.IsDue())
        {
            TimeoutLog.PatternTimedOut(logger);
        }
    }

    private static partial class TimeoutLog
    {
        [LoggerMessage(72, LogLevel.Warning, "A regular expression of a segment took too long for a user's text, which counts as no match. Simplify the segment's pattern: nested repetitions such as (a+)+ are slow on texts that nearly match. Logged once for each pattern of a document, and at most once a minute.", EventName = "PatternTimedOut")]
        public static partial void PatternTimedOut(ILogger logger);
    }
}
