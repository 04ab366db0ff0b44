using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class FlagPoll
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Polled Flagsmith; new flags: {IsNews}.", EventName = "Polled")]
        public static partial void Polled(ILogger logger, bool isNews);

        [LoggerMessage(2, LogLevel.Warning, "Polling Flagsmith fails; the flags stay as they are. {Error}", EventName = "OutageBegan")]
        public static partial void OutageBegan(ILogger logger, string error);

        [LoggerMessage(3, LogLevel.Error, "Polling Flagsmith has been refused for {Length}: key or address is wrong. The flags stay as they are; polling goes on slowly. {Error}", EventName = "Misconfigured")]
        public static partial void Misconfigured(ILogger logger, TimeSpan length, string error);

        [LoggerMessage(4, LogLevel.Debug, "Polling Flagsmith still fails ({Failures} in a row). {Error}", EventName = "StillFailing")]
        public static partial void StillFailing(ILogger logger, int failures, string error);

        [LoggerMessage(5, LogLevel.Information, "Polling Flagsmith works again, after {Failures} failures in {Length}.", EventName = "OutageEnded")]
        public static partial void OutageEnded(ILogger logger, int failures, TimeSpan length);

        [LoggerMessage(6, LogLevel.Warning, "{Count} flags of the answer were left out: a name or whether they are enabled was missing or of another type.", EventName = "FlagsSkipped")]
        public static partial void FlagsSkipped(ILogger logger, int count);

        [LoggerMessage(7, LogLevel.Warning, "The answer suddenly has no flags; the flags stay as they are until the next answer confirms that.", EventName = "EmptyHeld")]
        public static partial void EmptyHeld(ILogger logger);

        [LoggerMessage(13, LogLevel.Warning, "The values of {Count} flags are not valid text (half of a surrogate pair): they read as no value.", EventName = "ValuesBroken")]
        public static partial void ValuesBroken(ILogger logger, int count);
    }
}
