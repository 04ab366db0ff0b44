using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class PollJournal
{
    private static partial class PollLog
    {
        [LoggerMessage(1, LogLevel.Debug, "Polling succeeded; new flags: {IsNews}.", EventName = "Polled")]
        public static partial void Polled(ILogger logger, bool isNews);

        [LoggerMessage(2, LogLevel.Warning, "Polling failed; keeping the current flags. {Error}", EventName = "OutageBegan")]
        public static partial void OutageBegan(ILogger logger, string error);

        [LoggerMessage(3, LogLevel.Error, "Flagsmith has rejected requests for {Length}; check EnvironmentKey and ApiUrl. Keeping the current flags; polling continues at a lower rate. {Error}", EventName = "Misconfigured")]
        public static partial void Misconfigured(ILogger logger, TimeSpan length, string error);

        [LoggerMessage(4, LogLevel.Debug, "Polling failed again ({Failures} in a row). {Error}", EventName = "StillFailing")]
        public static partial void StillFailing(ILogger logger, int failures, string error);

        [LoggerMessage(5, LogLevel.Information, "Polling succeeded after {Failures} failures in {Length}.", EventName = "OutageEnded")]
        public static partial void OutageEnded(ILogger logger, int failures, TimeSpan length);

        [LoggerMessage(6, LogLevel.Warning, "Skipped {Count} flags whose name or `enabled` is missing or mistyped.", EventName = "FlagsSkipped")]
        public static partial void FlagsSkipped(ILogger logger, int count);

        [LoggerMessage(7, LogLevel.Warning, "The response unexpectedly contains no flags. Keeping the current flags; an unexpectedly empty list is applied once the next poll confirms it.", EventName = "EmptyHeld")]
        public static partial void EmptyHeld(ILogger logger);

        [LoggerMessage(13, LogLevel.Warning, "The values of {Count} flags are not valid text (half of a surrogate pair) and read as no value.", EventName = "ValuesBroken")]
        public static partial void ValuesBroken(ILogger logger, int count);

        [LoggerMessage(18, LogLevel.Warning, "Skipped {Flags} flags, {Segments} segments and {Overrides} overrides of the environment document, in which a required member is missing or mistyped.", EventName = "EntriesSkipped")]
        public static partial void EntriesSkipped(ILogger logger, int flags, int segments, int overrides);
    }
}
