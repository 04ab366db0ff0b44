using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Configuration;

internal sealed partial class OptionsReloader
{
    private static partial class ReloadLog
    {
        [LoggerMessage(20, LogLevel.Information, "Settings reloaded.", EventName = "SettingsReloaded")]
        public static partial void Reloaded(ILogger logger);

        [LoggerMessage(21, LogLevel.Error, "The reloaded settings are invalid; keeping the previous ones. {Errors}", EventName = "SettingsRefused")]
        public static partial void ReloadRefused(ILogger logger, string errors);

        [LoggerMessage(22, LogLevel.Warning, "EnvironmentKey, ApiUrl, Mode, Offline or SharedStore changed in the configuration; restart the application to apply the change. All other settings apply already.", EventName = "RestartNeeded")]
        public static partial void RestartNeeded(ILogger logger);
    }
}
