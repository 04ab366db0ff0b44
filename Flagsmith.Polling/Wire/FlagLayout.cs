using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Wire;

/// <summary>Where in a body each flag of a base stands: what the next body is compared with. Does not hold the body itself, which is pooled.</summary>
internal sealed class FlagLayout
{
    private readonly int[] _ends;
    private readonly int[]? _indexes; // null when the entries are in the order of the base

    private FlagLayout(FlagBase flags, int[] ends, int[]? indexes)
    {
        Base = flags;
        _ends = ends;
        _indexes = indexes;
    }

    /// <summary>Gets the flags that the body says.</summary>
    public FlagBase Base { get; }

    public int Count => _ends.Length;

    /// <summary>Makes the layout of a body that has been read; null where an entry was left out or a name came twice, so that entries and flags do not pair.</summary>
    public static FlagLayout? Of(FlagList list, FlagBase flags)
    {
        if (list.Malformed > 0 || list.Flags.Length != flags.Count)
        {
            return null;
        }

        for (var entry = 0; entry < list.Flags.Length; entry++)
        {
            if (!ReferenceEquals(list.Flags[entry], flags[entry]))
            {
                return new FlagLayout(flags, list.Ends, FindIndexes(list.Flags, flags));
            }
        }

        return new FlagLayout(flags, list.Ends, indexes: null);
    }

    /// <summary>Gives where an entry begins: after the one before, so with the comma.</summary>
    public int Start(int entry) => _ends[entry - 1];

    public int End(int entry) => _ends[entry];

    /// <summary>Gives the index in the base of an entry's flag.</summary>
    public int IndexOf(int entry) => _indexes is null ? entry : _indexes[entry];

    /// <summary>Gives the entry that is expected after the flag of an index, which stood where <paramref name="entry"/> was expected.</summary>
    public int After(int entry, int index) => _indexes is null && index >= 0 ? index + 1 : index >= 0 ? entry + 1 : entry;

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
