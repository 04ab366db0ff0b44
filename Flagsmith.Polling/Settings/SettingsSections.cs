using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Flagsmith.Polling.Settings;

/// <summary>
/// Binds the sections of each environment, in the order in which they were registered. Registered once, before any code that sets
/// options: so what is set in code wins over every section, also over one that a later call adds.
/// </summary>
internal sealed class SettingsSections(IEnumerable<SectionSource> sources, IConfiguration? configuration = null)
    : IConfigureNamedOptions<FlagsmithPollingOptions>
{
    private readonly SettingsSection[] _sections =
        [.. sources.Select(source => new SettingsSection(source.Name, source.Section ?? configuration?.GetSection(ProviderName.Section(source.Name))))];

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
}
