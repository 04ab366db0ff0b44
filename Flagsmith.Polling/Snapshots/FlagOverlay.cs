namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's flags: a shared base, and what differs from it. Immutable.</summary>
internal sealed class FlagOverlay
{
    private const int MaxSearchedInTurn = 16;

    private readonly int[] _indexes; // sorted
    private readonly ulong _mask; // a bit for each index, modulo 64: most reads are of flags that do not differ, and end with it
    private readonly FlagState?[] _states; // one for each index, null where the user has no such flag; then the flags that the base does not know
    private readonly NameTable? _unknown; // the names of the latter, where there are many

    private FlagOverlay(FlagBase flags, int[] indexes, FlagState?[] states)
    {
        Base = flags;
        _indexes = indexes;
        _states = states;
        foreach (var index in indexes)
        {
            _mask |= 1UL << index;
        }

        if (states.Length - indexes.Length > MaxSearchedInTurn)
        {
            _unknown = NameTable.TryMake(Array.ConvertAll(states[indexes.Length..], static state => state!.Feature.Name));
        }
    }

    public FlagBase Base { get; }

    /// <summary>Gets how many flags differ from the base.</summary>
    public int Differences => _states.Length;

    /// <summary>Gets the flags that differ; null where the user has no such flag.</summary>
    public ReadOnlySpan<FlagState?> DifferingStates => _states;

    /// <summary>Makes the overlay for a user who has exactly these flags.</summary>
    /// <param name="flags">The base.</param>
    /// <param name="known">For each index of the base the user's flag, null where there is none.</param>
    /// <param name="unknown">The flags that the base does not know, each once.</param>
    public static FlagOverlay Of(FlagBase flags, ReadOnlySpan<FlagState?> known, IReadOnlyList<FlagState> unknown)
    {
        var differing = 0;
        for (var index = 0; index < known.Length; index++)
        {
            differing += Differs(known[index], flags[index]) ? 1 : 0;
        }

        if (differing == 0 && unknown.Count == 0)
        {
            return Same(flags);
        }

        var indexes = new int[differing];
        var states = new FlagState?[differing + unknown.Count];
        var next = 0;
        for (var index = 0; index < known.Length; index++)
        {
            if (Differs(known[index], flags[index]))
            {
                indexes[next] = index;
                states[next++] = known[index];
            }
        }

        for (var extra = 0; extra < unknown.Count; extra++)
        {
            states[differing + extra] = unknown[extra];
        }

        return new FlagOverlay(flags, indexes, states);
    }

    /// <summary>Makes the overlay of a user who has what the environment has.</summary>
    public static FlagOverlay Same(FlagBase flags) => new(flags, [], []);

    public FlagState? Find(string name) => Base.Names.TryGetIndex(name, out var index) ? Get(index) : FindUnknown(name);

    /// <summary>Finds a flag by the slot of a key's name.</summary>
    public FlagState? Find(string name, int slot) => Base.Catalog.IndexOf(name, slot) is var index and >= 0 ? Get(index) : FindUnknown(name);

    /// <summary>Gets the flag at an index of the base; null where the user has no such flag.</summary>
    public FlagState? Get(int index) => (_mask & (1UL << index)) == 0 ? Base[index] : GetOwn(index);

    /// <summary>Returns all flags of the user, in the order of the base.</summary>
    public FlagState[] ToArray()
    {
        var all = new List<FlagState>(Base.Count);
        for (var (index, next) = (0, 0); index < Base.Count; index++)
        {
            var isOwn = next < _indexes.Length && _indexes[next] == index;
            if ((isOwn ? _states[next++] : Base[index]) is { } flag)
            {
                all.Add(flag);
            }
        }

        all.AddRange(_states.Skip(_indexes.Length)!);
        return [.. all];
    }

    /// <summary>Returns what the user has after the environment has changed: what is not own follows, at a cost of what differs alone.</summary>
    /// <param name="to">The environment's flags now.</param>
    /// <param name="pool">Keeps what many users get of it once.</param>
    public FlagOverlay Follow(FlagBase to, FlagStatePool pool)
    {
        if (_states.Length == 0)
        {
            return Same(to);
        }

        var changes = new OverlayChanges(to, _states.Length);
        for (var position = 0; position < _indexes.Length; position++)
        {
            FollowKnown(Base[_indexes[position]], _indexes[position], _states[position], changes, pool);
        }

        foreach (var state in _states.AsSpan(_indexes.Length))
        {
            MeetUnknown(state!, changes, pool);
        }

        return new FlagOverlay(to, changes.Indexes(_indexes), changes.States(_states));
    }

    private void FollowKnown(FlagState from, int index, FlagState? state, OverlayChanges changes, FlagStatePool pool)
    {
        var to = changes.Base;
        if (IndexIn(to, from, index) is not (>= 0 and var moved))
        {
            if (state is not null && !to.ListsDisabledFlags && !Base.ListsDisabledFlags && OwnState.OutlivesHiding(state, from))
            {
                changes.AddUnknown(state);
            }
        }
        else if (state is null)
        {
            changes.Add(moved, null);
        }
        else if (OwnState.Follow(state, from, to[moved]) is var followed && Differs(followed, to[moved]))
        {
            changes.Add(moved, ReferenceEquals(followed, state) ? state : pool.Share(followed));
        }
    }

    private static void MeetUnknown(FlagState state, OverlayChanges changes, FlagStatePool pool)
    {
        if (!changes.Base.Names.TryGetIndex(state.Feature.Name, out var index))
        {
            changes.AddUnknown(state);
        }
        else if (OwnState.Meet(state, changes.Base[index]) is var met && Differs(met, changes.Base[index]))
        {
            changes.Add(index, ReferenceEquals(met, state) ? state : pool.Share(met));
        }
    }

    private int IndexIn(FlagBase to, FlagState flag, int index) =>
        ReferenceEquals(to.Catalog, Base.Catalog) ? index : to.Names.TryGetIndex(flag.Feature.Name, out var moved) ? moved : -1;

    private static bool Differs(FlagState? state, FlagState other) => !ReferenceEquals(state, other) && (state is null || !state.HasSameContent(other));

    private FlagState? GetOwn(int index)
    {
        var position = _indexes.Length <= MaxSearchedInTurn ? _indexes.AsSpan().IndexOf(index) : Array.BinarySearch(_indexes, index);
        return position < 0 ? Base[index] : _states[position];
    }

    private FlagState? FindUnknown(string name)
    {
        if (_unknown is { } names)
        {
            return names.TryGetIndex(name, out var index) ? _states[_indexes.Length + index] : null;
        }

        foreach (var state in _states.AsSpan(_indexes.Length))
        {
            if (string.Equals(state!.Feature.Name, name, StringComparison.Ordinal))
            {
                return state;
            }
        }

        return null;
    }
}
