namespace Flagsmith.Polling.Snapshots;

/// <summary>The names of one environment, each with its index. Shared by all snapshots until the set of names changes.</summary>
internal sealed class FlagCatalog(IReadOnlyList<string> names)
{
    public static readonly FlagCatalog Empty = new([]);

    public int Count { get; } = names.Count;

    public NameTable Names { get; } = new(names);
}
