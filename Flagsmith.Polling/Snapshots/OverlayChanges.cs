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

    public (int[] Indexes, FlagState?[] States) ToArrays()
    {
        int[] indexes = [.. _indexes];
        FlagState?[] known = [.. _states];
        if (!_isSorted)
        {
            Array.Sort(indexes, known);
        }

        return (indexes, _unknown is null ? known : [.. known, .. _unknown]);
    }
}
