using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Configuration;

/// <summary>A section that a registration reads.</summary>
/// <param name="Name">The name of the environment.</param>
/// <param name="Section">The section; null for the one that follows from the name, in the application's configuration.</param>
internal sealed record SectionSource(string Name, IConfigurationSection? Section);
