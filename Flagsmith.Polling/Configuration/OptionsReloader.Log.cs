using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Configuration;

internal sealed partial class OptionsReloader
{
    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Information, "The settings were reloaded.", EventName = "SettingsReloaded")]
        public static partial void Reloaded(ILogger logger);

        [LoggerMessage(21, LogLevel.Error, "The reloaded settings have faults; the old ones stay. {Faults}", EventName = "SettingsRefused")]
        public static partial void ReloadRefused(ILogger logger, string faults);

        [LoggerMessage(22, LogLevel.Warning, "EnvironmentKey or ApiUrl was changed in the configuration: restart the application for that. All other settings count already.", EventName = "RestartNeeded")]
        public static partial void RestartNeeded(ILogger logger);
    }
}
