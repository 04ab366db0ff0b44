using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Identities;

internal sealed partial class IdentityFetcher
{
    private static partial class Log
    {
        [LoggerMessage(52, LogLevel.Warning, "A user's flags could not be fetched; for a minute further such failures are told at level Debug. {Error}", EventName = "FetchFailed")]
        public static partial void FetchFailed(ILogger logger, string error);

        [LoggerMessage(53, LogLevel.Debug, "A user's flags could not be fetched. {Error}", EventName = "FetchFailedAgain")]
        public static partial void FetchFailedAgain(ILogger logger, string error);

        [LoggerMessage(54, LogLevel.Warning, "The server left out traits that were passed along with a read: flags that depend on them are as if they were not there. Allow client traits in the environment's settings, or use a server-side key.", EventName = "TraitsDropped")]
        public static partial void TraitsDropped(ILogger logger);

        [LoggerMessage(55, LogLevel.Warning, "{Count} flags of a user were left out: a name or whether they are enabled was missing or of another type. For a minute this is not told again.", EventName = "UserFlagsSkipped")]
        public static partial void UserFlagsSkipped(ILogger logger, int count);

        [LoggerMessage(56, LogLevel.Warning, "The values of {Count} flags of a user are not valid text (half of a surrogate pair): they read as no value. For a minute this is not logged again.", EventName = "UserValuesBroken")]
        public static partial void UserValuesBroken(ILogger logger, int count);
    }
}
