using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class PollLoop
{
    private static partial class Log
    {
        [LoggerMessage(15, LogLevel.Error, "A turn of the poll loop failed unexpectedly; polling goes on. Logged at most once a minute.", EventName = "LoopFailed")]
        public static partial void LoopFailed(ILogger logger, Exception cause);
    }
}
