namespace Flagsmith.Polling.Configuration;

/// <summary>Knows which environments are replaced: those are neither polled nor are their settings checked.</summary>
internal sealed class Replacements(IEnumerable<Replacement> replacements)
{
    private readonly HashSet<string> _names = [.. replacements.Select(replacement => replacement.Name)];

    public bool Contains(string name) => _names.Contains(name);
}
