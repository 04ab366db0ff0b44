using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Flagsmith.Polling.Configuration;

/// <summary>Binds a configuration section to the options of one name. Text that does not parse is not bound but kept as an error for the validator.</summary>
/// <param name="name">The name of the environment.</param>
/// <param name="section">The section; null when there is no configuration.</param>
/// <param name="configuration">The application's configuration, of which the section may be.</param>
internal sealed class SettingsSection(string name, IConfigurationSection? section, IConfiguration? configuration)
{
    public string Name { get; } = name;

    /// <summary>Gets the section's path in the configuration; null when there is none.</summary>
    public string? Path => section?.Path;

    /// <summary>Gets the section's own notice of a reload; null when there is no configuration.</summary>
    public IChangeToken? GetReloadToken() => section?.GetReloadToken();

    /// <summary>Lists what cannot be read in the section as it is now.</summary>
    public IReadOnlyList<string> FindErrors() => section is null ? [] : SettingsText.FindErrors(section).Select(error => error.Message).ToArray();

    /// <summary>Lists what nobody reads in the section as it is now.</summary>
    public IEnumerable<UnreadSetting> FindUnread(UnreadSettings unread) => section is null ? [] : unread.Find(section);

    /// <summary>Lists the names of the defaults as the sources spell them, the first source first.</summary>
    public IEnumerable<string> SpellDefaults() =>
        section is null ? [] : DefaultSpellings.Of(section.GetSection(FlagDefaultsSection.Key), FindRoot(section));

    public void Bind(FlagsmithPollingOptions options)
    {
        if (section is null)
        {
            return;
        }

        var faulty = SettingsText.FindErrors(section).Select(error => error.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Readable(section, faulty).Bind(options);
        FlagDefaultsSection.Bind(section, SpellDefaults(), options.Defaults);
    }

    // A section does not show what it is of; sections of one configuration share its reload token.
    private IConfigurationRoot? FindRoot(IConfigurationSection of) =>
        configuration is IConfigurationRoot root && ReferenceEquals(root.GetReloadToken(), of.GetReloadToken()) ? root : null;

    /// <summary>Copies the section without what cannot be read, so that one error does not hide the others, and without the defaults, which have rules of their own.</summary>
    private static IConfiguration Readable(IConfiguration section, HashSet<string> faulty) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(section.AsEnumerable(makePathsRelative: true)
                .Where(setting => !faulty.Contains(setting.Key) && !FlagDefaultsSection.Holds(setting.Key)))
            .Build();
}
