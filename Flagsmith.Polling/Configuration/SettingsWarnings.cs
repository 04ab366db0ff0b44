using Microsoft.Extensions.Logging;

namespace Flagsmith.Polling.Configuration;

/// <summary>Logs settings that are valid but probably not intended, once each. Names of settings are logged, their values never.</summary>
internal sealed partial class SettingsWarnings(string name, SettingsSections sections, ILogger logger)
{
    private readonly HashSet<string> _logged = new(StringComparer.Ordinal);

    /// <summary>Looks at the configuration as it is now, and logs what is new.</summary>
    public void Look()
    {
        foreach (var unread in sections.FindUnread(name).Where(unread => _logged.Add(unread.Setting)))
        {
            SettingsLog.NotRead(logger, unread.Setting, unread.Hint);
        }

        foreach (var spellings in sections.FindDefaultsThatDifferInCase(name))
        {
            var all = string.Join(", ", spellings);
            if (_logged.Add(all))
            {
                SettingsLog.DefaultsDifferInCase(logger, all, spellings[0]);
            }
        }
    }

    private static partial class SettingsLog
    {
        [LoggerMessage(23, LogLevel.Warning, "The setting {Setting} is unknown and has no effect. {Hint}", EventName = "SettingNotRead")]
        public static partial void NotRead(ILogger logger, string setting, string hint);

        [LoggerMessage(24, LogLevel.Warning, "The configured defaults {Spellings} differ only in case, which configuration ignores. They are one default, for the flag {Flag}, with the last source's value.", EventName = "DefaultsDifferInCase")]
        public static partial void DefaultsDifferInCase(ILogger logger, string spellings, string flag);
    }
}
