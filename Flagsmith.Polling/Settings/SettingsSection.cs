using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Settings;

/// <summary>Binds a configuration section to the options of one name. Text that does not parse is not bound but kept as a fault for the validator.</summary>
internal sealed class SettingsSection(string name, IConfiguration? section)
{
    public string Name { get; } = name;

    /// <summary>Gets the section's own notice of a reload; null when there is no configuration.</summary>
    public IChangeToken? GetReloadToken() => section?.GetReloadToken();

    /// <summary>Lists what cannot be read in the section as it is now.</summary>
    public IReadOnlyList<string> FindFaults() => section is null ? [] : SettingsText.FindFaults(section).Select(fault => fault.Message).ToArray();

    public void Bind(FlagsmithPollingOptions options)
    {
        if (section is null)
        {
            return;
        }

        var faulty = SettingsText.FindFaults(section).Select(fault => fault.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Readable(section, faulty).Bind(options);
        FlagDefaultsSection.Bind(section, options.Defaults);
    }

    /// <summary>Copies the section without what cannot be read, so that one fault does not hide the others, and without the defaults, which have rules of their own.</summary>
    private static IConfiguration Readable(IConfiguration section, HashSet<string> faulty) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(setting => !faulty.Contains(setting.Key) && !FlagDefaultsSection.Holds(setting.Key)))
            .Build();
}
