namespace Flagsmith.Polling.Snapshots;

/// <summary>The names of one environment, each with its index. Shared by all snapshots until the set of names changes.</summary>
internal sealed class FlagCatalog
{
    public static readonly FlagCatalog Empty = new(NameTable.TryMake([])!);

    private FlagCatalog(NameTable names) => Names = names;

    public int Count => Names.Count;

    public NameTable Names { get; }

    /// <summary>Makes the catalog of flags in their order; null when two have one name.</summary>
    public static FlagCatalog? TryMake(FlagState[] flags) =>
        NameTable.TryMake(Array.ConvertAll(flags, static flag => flag.Feature.Name)) is { } names ? new FlagCatalog(names) : null;
}
