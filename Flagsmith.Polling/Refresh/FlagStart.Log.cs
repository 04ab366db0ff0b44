using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Refresh;

internal sealed partial class FlagStart
{
    private static partial class StartLog
    {
        [LoggerMessage(10, LogLevel.Information, "Polling Flagsmith at {ApiUrl} every {Interval}.{Hint}", EventName = "Starting")]
        public static partial void Starting(ILogger logger, Uri apiUrl, TimeSpan interval, string hint);

        [LoggerMessage(11, LogLevel.Warning, "No flags from Flagsmith within {Timeout}. Continuing with {Count} default flags; polling continues. {Reason}", EventName = "ContinuingWithDefaults")]
        public static partial void ContinuingWithDefaults(ILogger logger, TimeSpan timeout, int count, string reason);
    }
}
