using Microsoft.Extensions.Configuration;

namespace Flagsmith.Polling.Configuration;

/// <summary>Finds the members of a section that nobody reads: misspelt ones, ones at another level, text where members are expected.</summary>
/// <param name="known">What is read.</param>
/// <param name="sections">The paths of all sections of environments.</param>
internal sealed class UnreadSettings(KnownSettings known, IReadOnlyCollection<string> sections)
{
    private const string Defaults = nameof(FlagsmithPollingOptions.Defaults) + ":";

    /// <summary>Lists each such member once, without what is below it.</summary>
    public IEnumerable<UnreadSetting> Find(IConfigurationSection section) => Find(section, section, known.Root);

    private IEnumerable<UnreadSetting> Find(IConfigurationSection section, IConfigurationSection parent, SettingNode node)
    {
        foreach (var child in parent.GetChildren().Where(child => !LeadsToEnvironment(child.Path)))
        {
            if (node.Find(child.Key) is not { } found)
            {
                yield return new UnreadSetting(child.Path, HintFor(section, child));
                continue;
            }

            if (node.Members.ContainsKey(child.Key) && TextWhereMembersAre(child, found) is { } unread)
            {
                yield return unread;
            }

            foreach (var below in found.IsOpen ? [] : Find(section, child, found))
            {
                yield return below;
            }
        }
    }

    private static UnreadSetting? TextWhereMembersAre(IConfigurationSection child, SettingNode node) =>
        child.Value is { Length: > 0 } && (node.Members.Count > 0 || node.Entry is not null) && !node.IsOpen
            ? new UnreadSetting(child.Path, node.Members.Count > 0 ? $"It is a section, not a single string. Set its members: {string.Join(", ", node.Members.Keys)}." : "It is a section, not a single string. Set its members by name.")
            : null;

    private bool LeadsToEnvironment(string path) =>
        sections.Any(section => section.Equals(path, StringComparison.OrdinalIgnoreCase) || section.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase));

    private string HintFor(IConfigurationSection section, IConfigurationSection unknown)
    {
        var path = unknown.Path[(section.Path.Length + 1)..];
        var isOfDefault = path.StartsWith(Defaults, StringComparison.OrdinalIgnoreCase);
        var nearest = Nearest(path, isOfDefault ? MembersOfDefault(path) : known.Paths.Concat(NamesBelow(section)));
        return nearest is not null ? $"Did you mean {section.Path}:{nearest}?"
            : isOfDefault ? "A default has the members Enabled and Value; a flag whose name has a colon can have a default in code only."
            : "Remove it.";
    }

    private static IEnumerable<string> MembersOfDefault(string path)
    {
        var flag = path[..path.LastIndexOf(':')];
        return [$"{flag}:{nameof(FlagDefault.Enabled)}", $"{flag}:{nameof(FlagDefault.Value)}"];
    }

    private IEnumerable<string> NamesBelow(IConfigurationSection section) => sections
        .Where(other => other.StartsWith(section.Path + ":", StringComparison.OrdinalIgnoreCase))
        .Select(other => other[(section.Path.Length + 1)..]);

    // The right name may be of another level: its last part decides, then the whole path.
    private static string? Nearest(string path, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Path: candidate, Distance: EditDistance.Between(LastPart(path), LastPart(candidate))))
        .Where(candidate => candidate.Distance <= Math.Max(LastPart(path).Length, LastPart(candidate.Path).Length) / 2)
        .OrderBy(candidate => candidate.Distance)
        .ThenBy(candidate => EditDistance.Between(path, candidate.Path))
        .Select(candidate => candidate.Path)
        .FirstOrDefault();

    private static string LastPart(string path) => path[(path.LastIndexOf(':') + 1)..];
}
