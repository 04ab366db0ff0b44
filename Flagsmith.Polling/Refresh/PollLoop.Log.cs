using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class PollLoop
{
    private static partial class LoopLog
    {
        [LoggerMessage(15, LogLevel.Error, "The poll loop threw an unexpected exception; polling continues. Logged at most once a minute.", EventName = "LoopFailed")]
        public static partial void LoopFailed(ILogger logger, Exception cause);
    }
}
