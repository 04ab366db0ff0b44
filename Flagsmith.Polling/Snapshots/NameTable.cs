using System.Collections.Frozen;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Names to indexes, built once and read without locks.</summary>
internal sealed class NameTable
{
    private readonly FrozenDictionary<string, int> _indexes;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byCharacters;

    public NameTable(IReadOnlyList<string> names)
    {
        var indexes = new Dictionary<string, int>(names.Count, StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            indexes.Add(names[index], index);
        }

        _indexes = indexes.ToFrozenDictionary(StringComparer.Ordinal);
        _byCharacters = _indexes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    // A null name is a caller's mistake that the compiler warns of; a read still answers "unknown" rather than throw.
    public bool TryGetIndex(string? name, out int index)
    {
        index = -1;
        return name is not null && _indexes.TryGetValue(name, out index);
    }

    public bool TryGetIndex(ReadOnlySpan<char> name, out int index) => _byCharacters.TryGetValue(name, out index);
}
