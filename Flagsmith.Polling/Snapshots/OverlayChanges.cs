using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Collects what a user's flags differ in from a new base. Used by one thread, once.</summary>
internal sealed class OverlayChanges(FlagBase flags, int most)
{
    private readonly List<int> _indexes = new(most);
    private readonly List<FlagState?> _states = new(most);
    private List<FlagState>? _unknown;
    private bool _isSorted = true;

    public FlagBase Base => flags;

    /// <summary>Adds what the user has in place of the flag at an index; null for no such flag. Each index at most once.</summary>
    public void Add(int index, FlagState? state)
    {
        _isSorted &= _indexes.Count == 0 || index > _indexes[^1];
        _indexes.Add(index);
        _states.Add(state);
    }

    /// <summary>Adds a flag that the base does not know.</summary>
    public void AddUnknown(FlagState state) => (_unknown ??= []).Add(state);

    /// <summary>Returns the indexes in their order.</summary>
    /// <param name="before">Those of before, which are given where they are the same: most users keep what is their own.</param>
    public int[] Indexes(int[] before)
    {
        Sort();
        return CollectionsMarshal.AsSpan(_indexes).SequenceEqual(before) ? before : [.. _indexes];
    }

    /// <summary>Returns the states in the order of the indexes, and behind them the flags that the base does not know.</summary>
    /// <param name="before">Those of before, which are given where they are the same.</param>
    public FlagState?[] States(FlagState?[] before)
    {
        Sort();
        if (_unknown is not null)
        {
            return [.. _states, .. _unknown];
        }

        return CollectionsMarshal.AsSpan(_states).SequenceEqual(before) ? before : [.. _states];
    }

    private void Sort()
    {
        if (!_isSorted)
        {
            CollectionsMarshal.AsSpan(_indexes).Sort(CollectionsMarshal.AsSpan(_states));
            _isSorted = true;
        }
    }
}
