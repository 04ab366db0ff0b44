namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's flags: a shared base, and what differs from it.</summary>
internal sealed class FlagOverlay
{
    private readonly int[] _indexes; // sorted
    private readonly ulong _mask; // a bit for each index, modulo 64: most reads are of flags that do not differ, and end with it
    private readonly FlagState?[] _states; // one for each index, null where the user has no such flag; then the flags that the base does not know

    private FlagOverlay(FlagBase flags, int[] indexes, FlagState?[] states)
    {
        Base = flags;
        _indexes = indexes;
        _states = states;
        foreach (var index in indexes)
        {
            _mask |= 1UL << index;
        }
    }

    public FlagBase Base { get; }

    /// <summary>Gets how many flags differ from the base.</summary>
    public int Differences => _states.Length;

    /// <summary>Makes the overlay for a user who has exactly these flags.</summary>
    /// <param name="flags">The base.</param>
    /// <param name="known">For each index of the base the user's flag, null where there is none.</param>
    /// <param name="unknown">The flags that the base does not know.</param>
    public static FlagOverlay Of(FlagBase flags, ReadOnlySpan<FlagState?> known, IReadOnlyList<FlagState> unknown)
    {
        var differing = 0;
        for (var index = 0; index < known.Length; index++)
        {
            differing += Differs(known[index], flags[index]) ? 1 : 0;
        }

        if (differing == 0 && unknown.Count == 0)
        {
            return new FlagOverlay(flags, [], []);
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

    /// <summary>Finds a flag by the place of a key's name.</summary>
    public FlagState? Find(string name, int place) => Base.Catalog.IndexOf(name, place) is var index and >= 0 ? Get(index) : FindUnknown(name);

    /// <summary>Gets the flag at an index of the base; null where the user has no such flag.</summary>
    public FlagState? Get(int index) => (_mask & (1UL << index)) == 0 ? Base[index] : GetOwn(index);

    /// <summary>Gives all flags of the user, in the order of the base.</summary>
    public FlagState[] ToArray()
    {
        var all = new List<FlagState>(Base.Count);
        for (var index = 0; index < Base.Count; index++)
        {
            if (Get(index) is { } flag)
            {
                all.Add(flag);
            }
        }

        all.AddRange(_states.Skip(_indexes.Length)!);
        return [.. all];
    }

    /// <summary>Says the same with another base.</summary>
    public FlagOverlay Rebase(RebasePlan plan)
    {
        var changes = new SortedList<int, FlagState?>();
        foreach (var added in plan.Added)
        {
            changes[added] = null;
        }

        var unknown = new List<FlagState>();
        foreach (var index in plan.Changed)
        {
            Place(plan, index, Base[index], changes, unknown);
        }

        for (var i = 0; i < _indexes.Length; i++)
        {
            Place(plan, _indexes[i], _states[i], changes, unknown);
        }

        foreach (var state in _states.AsSpan(_indexes.Length))
        {
            PlaceUnknown(plan, state!, changes, unknown);
        }

        return new FlagOverlay(plan.To, [.. changes.Keys], [.. changes.Values, .. unknown]);
    }

    private static void Place(RebasePlan plan, int index, FlagState? state, SortedList<int, FlagState?> changes, List<FlagState> unknown)
    {
        if (plan.Find(index) is not { } to)
        {
            if (state is not null)
            {
                unknown.RemoveAll(flag => flag.Feature.Name == state.Feature.Name);
                unknown.Add(state);
            }
            else
            {
                unknown.RemoveAll(flag => flag.Feature.Name == plan.From[index].Feature.Name);
            }
        }
        else
        {
            Set(plan, to, state, changes);
        }
    }

    private static void PlaceUnknown(RebasePlan plan, FlagState state, SortedList<int, FlagState?> changes, List<FlagState> unknown)
    {
        if (plan.To.Catalog.Names.TryGetIndex(state.Feature.Name, out var to))
        {
            Set(plan, to, state, changes);
        }
        else
        {
            unknown.Add(state);
        }
    }

    private static void Set(RebasePlan plan, int index, FlagState? state, SortedList<int, FlagState?> changes)
    {
        if (Differs(state, plan.To[index]))
        {
            changes[index] = state;
        }
        else
        {
            changes.Remove(index);
        }
    }

    private static bool Differs(FlagState? state, FlagState other) => !ReferenceEquals(state, other) && (state is null || !state.HasSameContent(other));

    private FlagState? GetOwn(int index)
    {
        var position = _indexes.AsSpan().IndexOf(index);
        return position < 0 ? Base[index] : _states[position];
    }

    private FlagState? FindUnknown(string name)
    {
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
