using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Telemetry;

/// <summary>Runs what calls the application's listeners to metrics and traces, and lets none of their exceptions through.</summary>
internal sealed partial class ListenerGuard(TimeProvider time, ILogger logger)
{
    private readonly LogPace _pace = new(time, TimeSpan.FromMinutes(1));

    public void Run<TState>(TState state, Action<TState> action)
    {
        try
        {
            action(state);
        }
        catch (Exception cause)
        {
            Report(cause);
        }
    }

    public void Report(Exception cause)
    {
        if (_pace.IsDue())
        {
            ListenerLog.ListenerFailed(logger, cause);
        }
    }

    private static partial class ListenerLog
    {
        [LoggerMessage(70, LogLevel.Error, "A metrics or trace listener threw an exception; only its own data is lost. Logged at most once a minute.", EventName = "TelemetryListenerFailed")]
        public static partial void ListenerFailed(ILogger logger, Exception cause);
    }
}
