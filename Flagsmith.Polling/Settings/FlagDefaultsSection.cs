using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Settings;

/// <summary>Reads <c>Defaults</c>: the key is the flag's exact name, the value stays text.</summary>
internal static class FlagDefaultsSection
{
    private const string Key = nameof(FlagsmithPollingOptions.Defaults);

    public static bool Holds(string setting) =>
        setting.Equals(Key, StringComparison.OrdinalIgnoreCase) || setting.StartsWith(Key + ":", StringComparison.OrdinalIgnoreCase);

    public static void Bind(IConfiguration section, IDictionary<string, FlagDefault> defaults)
    {
        foreach (var flag in section.GetSection(Key).GetChildren())
        {
            defaults[flag.Key] = new FlagDefault
            {
                Enabled = bool.TryParse(flag[nameof(FlagDefault.Enabled)], out var enabled) && enabled,
                Value = flag[nameof(FlagDefault.Value)],
            };
        }
    }
}
