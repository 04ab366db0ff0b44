using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Configuration;

/// <summary>Reads <c>Defaults</c>: the key is the flag's exact name, the value stays text.</summary>
internal static class FlagDefaultsSection
{
    public const string Key = nameof(FlagsmithPollingOptions.Defaults);

    public static bool Holds(string setting) =>
        setting.Equals(Key, StringComparison.OrdinalIgnoreCase) || setting.StartsWith(Key + ":", StringComparison.OrdinalIgnoreCase);

    /// <param name="section">The environment's section.</param>
    /// <param name="spellings">The flags' names as the sources spell them; the first of those that differ only in case is the name.</param>
    /// <param name="defaults">What other sections have set so far.</param>
    public static void Bind(IConfiguration section, IEnumerable<string> spellings, IDictionary<string, FlagDefault> defaults)
    {
        var names = defaults.Keys.Concat(spellings).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        foreach (var flag in section.GetSection(Key).GetChildren().Where(IsDefault))
        {
            defaults[names.GetValueOrDefault(flag.Key, flag.Key)] = new FlagDefault
            {
                Enabled = bool.TryParse(flag[nameof(FlagDefault.Enabled)], out var enabled) && enabled,
                Value = flag[nameof(FlagDefault.Value)],
            };
        }
    }

    // Of a name with a colon, configuration makes a section without members that are known: the part before the colon is no flag.
    private static bool IsDefault(IConfigurationSection flag) =>
        flag.GetSection(nameof(FlagDefault.Enabled)).Exists() || flag.GetSection(nameof(FlagDefault.Value)).Exists() || !flag.GetChildren().Any();
}
