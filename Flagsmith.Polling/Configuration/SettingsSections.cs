using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Configuration;

/// <summary>
/// Binds the sections of each environment, in the order in which they were registered. Registered once, before any code that sets
/// options: so what is set in code wins over every section, also over one that a later call adds.
/// </summary>
internal sealed class SettingsSections(IEnumerable<SectionSource> sources, IEnumerable<KnownMember> members, IConfiguration? configuration = null)
    : IConfigureNamedOptions<FlagsmithPollingOptions>
{
    private readonly SettingsSection[] _sections =
        [.. sources.Select(source => new SettingsSection(source.Name, source.Section ?? configuration?.GetSection(ProviderName.Section(source.Name)), configuration))];

    public IEnumerable<string> Names => _sections.Select(section => section.Name).Distinct();

    public IEnumerable<SettingsSection> Of(string? name) => _sections.Where(section => section.Name == name);

    public void Configure(FlagsmithPollingOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, FlagsmithPollingOptions options)
    {
        foreach (var section in Of(name))
        {
            section.Bind(options);
        }
    }

    /// <summary>Lists the members of an environment's sections that nobody reads.</summary>
    public IEnumerable<UnreadSetting> FindUnread(string name)
    {
        var known = KnownSettings.With(members.Where(member => member.Name == name).Select(member => member.Path));
        var unread = new UnreadSettings(known, [.. _sections.Select(section => section.Path).OfType<string>()]);
        return Of(name).SelectMany(section => section.FindUnread(unread)).DistinctBy(found => found.Setting, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Lists the names of an environment's defaults that differ only in case, the first spelling of each first.</summary>
    public IEnumerable<string[]> FindDefaultsThatDifferInCase(string name) => Of(name)
        .SelectMany(section => section.SpellDefaults())
        .Distinct(StringComparer.Ordinal)
        .GroupBy(flag => flag, StringComparer.OrdinalIgnoreCase)
        .Select(spellings => spellings.ToArray())
        .Where(spellings => spellings.Length > 1);
}
