using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class FlagStart
{
    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Polling Flagsmith at {ApiUrl} every {Interval}.{Hint}", EventName = "Starting")]
        public static partial void Starting(ILogger logger, Uri apiUrl, TimeSpan interval, string hint);

        [LoggerMessage(11, LogLevel.Warning, "No flags from Flagsmith at the start (budget {Budget}): going on with {Count} defaults, polling goes on. {Reason}", EventName = "GoingOnWithDefaults")]
        public static partial void GoingOnWithDefaults(ILogger logger, TimeSpan budget, int count, string reason);
    }
}
