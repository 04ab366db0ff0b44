using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Configuration;

/// <summary>
/// How the sources of a configuration spell the names below <c>Defaults</c>. Configuration takes names that differ in case for one and shows
/// any of the spellings; for flags case counts, so the first one is the name.
/// </summary>
internal static class DefaultSpellings
{
    /// <summary>Lists the names in the order of the sources, each as it is spelt there.</summary>
    /// <param name="defaults">The section.</param>
    /// <param name="root">The configuration that the section is of; null when it is unknown: then names are as the section shows them.</param>
    public static IEnumerable<string> Of(IConfigurationSection defaults, IConfigurationRoot? root) =>
        root is null ? defaults.GetChildren().Select(flag => flag.Key) : Of(root.Providers, defaults.Path);

    private static IEnumerable<string> Of(IEnumerable<IConfigurationProvider> sources, string path) => sources.SelectMany(source =>
        source is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Of(inner.Providers, path) : source.GetChildKeys([], path));
}
