namespace Flagsmith.Polling.Snapshots;

/// <summary>The names and flags of one content of the environment: what many users' snapshots share.</summary>
/// <remarks>Apart from the snapshot, so that a user's snapshot keeps nothing else of it alive.</remarks>
internal sealed class FlagBase(FlagCatalog catalog, FlagState[] states)
{
    public static readonly FlagBase Empty = new(FlagCatalog.Empty, []);

    public FlagCatalog Catalog { get; } = catalog;

    public int Count => states.Length;

    /// <summary>Gets the flag at an index of the catalog.</summary>
    public FlagState this[int index] => states[index];

    /// <summary>Gets the flag at an index; null where there is none.</summary>
    public FlagState? At(int index) => (uint)index < (uint)states.Length ? states[index] : null;

    /// <summary>Gets the feature at an index; null where there is none.</summary>
    public FeatureInfo? FeatureAt(int index) => At(index)?.Feature;
}
