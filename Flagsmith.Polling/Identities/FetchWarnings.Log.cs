using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

internal sealed partial class FetchWarnings
{
    private static partial class Log
    {
        [LoggerMessage(52, LogLevel.Warning, "Fetching a user's flags failed; for one minute, further failures are logged at Debug. {Error}", EventName = "FetchFailed")]
        public static partial void FetchFailed(ILogger logger, string error);

        [LoggerMessage(53, LogLevel.Debug, "Fetching a user's flags failed. {Error}", EventName = "FetchFailedAgain")]
        public static partial void FetchFailedAgain(ILogger logger, string error);

        [LoggerMessage(54, LogLevel.Warning, "The server dropped traits that were passed with a read, so flags that depend on them ignore them. Allow client traits in the environment's settings, or use a server-side key.", EventName = "TraitsDropped")]
        public static partial void TraitsDropped(ILogger logger);

        [LoggerMessage(55, LogLevel.Warning, "Skipped {Count} flags of a user whose name or `enabled` is missing or mistyped. Logged at most once a minute.", EventName = "UserFlagsSkipped")]
        public static partial void UserFlagsSkipped(ILogger logger, int count);

        [LoggerMessage(56, LogLevel.Warning, "The values of {Count} flags of a user are not valid text (half of a surrogate pair) and read as no value. Logged at most once a minute.", EventName = "UserValuesBroken")]
        public static partial void UserValuesBroken(ILogger logger, int count);
    }
}
