using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Where in a body each flag stands: what the next body is compared with. Does not hold the body itself.</summary>
internal sealed class FlagLayout
{
    private readonly EntryRange[] _ranges;
    private readonly FlagState[] _states;
    private readonly int[]? _indexes; // null when the entries are in the order of the base

    private FlagLayout(FlagBase flags, EntryRange[] ranges, FlagState[] states, int[]? indexes)
    {
        Base = flags;
        _ranges = ranges;
        _states = states;
        _indexes = indexes;
    }

    /// <summary>Gets the flags that the indexes are of.</summary>
    public FlagBase Base { get; }

    public int Count => _ranges.Length;

    /// <summary>Makes the layout of the body of an environment; null where an entry was left out or a name came twice, so that entries and flags do not pair, or where a value is broken, to be counted again.</summary>
    /// <param name="list">What was read of the body.</param>
    /// <param name="flags">The flags that were made of it.</param>
    public static FlagLayout? OfEnvironment(FlagList list, FlagBase flags)
    {
        if (list.Malformed > 0 || list.BrokenValues > 0 || list.Flags.Length != flags.Count)
        {
            return null;
        }

        if (flags.HasStates(list.Flags))
        {
            return new FlagLayout(flags, list.Ranges, list.Flags, indexes: null);
        }

        var indexes = FindIndexes(list.Flags, flags);
        return new FlagLayout(flags, list.Ranges, Array.ConvertAll(indexes, index => flags[index]), indexes);
    }

    /// <summary>Makes the layout of a user's flags; null where they are not exactly those that the base has, or where a value is broken.</summary>
    public static FlagLayout? OfUser(FlagList list, FlagBase flags) =>
        list is { Malformed: 0, BrokenValues: 0, HasKnownOrder: true } ? new FlagLayout(flags, list.Ranges, list.Flags, indexes: null) : null;

    /// <summary>Gives where an entry begins. The first has none: its beginning is always read.</summary>
    public int Start(int entry) => _ranges[entry - 1].End;

    public EntryRange Range(int entry) => _ranges[entry];

    public FlagState State(int entry) => _states[entry];

    /// <summary>Returns the index in the base of an entry's flag.</summary>
    public int IndexOf(int entry) => _indexes is null ? entry : _indexes[entry];

    /// <summary>Returns the entry that is expected after a flag.</summary>
    /// <param name="entry">The entry that was expected in its place.</param>
    /// <param name="index">The flag's index in the base; -1 for a new one, behind which the same entry is expected again.</param>
    public int After(int entry, int index) => index < 0 ? entry : _indexes is null ? index + 1 : entry + 1;

    private static int[] FindIndexes(FlagState[] states, FlagBase flags)
    {
        var indexes = new int[states.Length];
        for (var entry = 0; entry < states.Length; entry++)
        {
            _ = flags.Catalog.Names.TryGetIndex(states[entry].Feature.Name, out indexes[entry]);
        }

        return indexes;
    }
}
