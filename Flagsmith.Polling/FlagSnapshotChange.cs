using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>What changed from one snapshot to another.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class FlagSnapshotChange
{
    private FlagSnapshotChange(IFlagSnapshot previous, IFlagSnapshot current)
    {
        Previous = previous;
        Current = current;
        Changes = Array.AsReadOnly([.. SnapshotComparison.Compare(previous, current)]);
    }

    /// <summary>Gets the earlier snapshot.</summary>
    public IFlagSnapshot Previous { get; }

    /// <summary>Gets the later snapshot.</summary>
    public IFlagSnapshot Current { get; }

    /// <summary>Gets the flags that changed: those of <see cref="Current"/> in its order, then those that are gone.</summary>
    public IReadOnlyList<FlagChange> Changes { get; }

    /// <summary>Compares two snapshots.</summary>
    /// <param name="previous">The earlier one.</param>
    /// <param name="current">The later one.</param>
    /// <returns>The change; <see cref="Changes"/> is empty if both snapshots hold equal flags.</returns>
    /// <exception cref="ArgumentNullException">A snapshot is <see langword="null"/>.</exception>
    public static FlagSnapshotChange Compare(IFlagSnapshot previous, IFlagSnapshot current)
    {
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(current);
        return new FlagSnapshotChange(previous, current);
    }
}
