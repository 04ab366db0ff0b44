using Flagsmith.Polling.Snapshots;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Sources;

/// <summary>What a source's response says. A response that says the same as the one before it is the same object.</summary>
/// <param name="flags">The flags in their order, duplicates included. Nobody changes the array.</param>
internal sealed class FlagContent(FlagState[] flags)
{
    public FlagState[] Flags => flags;

    /// <summary>Gets the catalog whose names these flags have, in its order; null where they have others or another order.</summary>
    public FlagCatalog? Catalog { get; init; }

    /// <summary>Gets what evaluates users in memory; null where their flags are fetched.</summary>
    public IUserEvaluator? Users { get; init; }

    /// <summary>Gets what was left out because it could not be read.</summary>
    public SkippedEntries Skipped { get; init; }

    /// <summary>Gets how many flags have a value that is not valid text, and read as no value.</summary>
    public int BrokenValues { get; init; }
}
