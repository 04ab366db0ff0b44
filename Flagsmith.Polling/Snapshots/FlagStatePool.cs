namespace Flagsmith.Polling.Snapshots;

/// <summary>Keeps flag states that many users share, such as what a segment gets, once.</summary>
/// <remarks>Thread-safe. Bounded: beyond the bound it starts anew.</remarks>
internal sealed class FlagStatePool
{
    private const int MostStates = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<FlagState> _states = new(new ContentComparer());

    /// <summary>Gives a state with the same content, the one that was given first. States set for one user by name are not shared by anybody.</summary>
    public FlagState Share(FlagState state)
    {
        if (state.IsIdentityOverride)
        {
            return state;
        }

        lock (_gate)
        {
            if (_states.TryGetValue(state, out var shared))
            {
                return shared;
            }

            if (_states.Count >= MostStates)
            {
                _states.Clear();
            }

            _states.Add(state);
            return state;
        }
    }

    /// <summary>Forgets all: after a change of the environment most states have gone out of use.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _states.Clear();
        }
    }

    private sealed class ContentComparer : IEqualityComparer<FlagState>
    {
        public bool Equals(FlagState? x, FlagState? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.HasSameContent(y));

        public int GetHashCode(FlagState obj) =>
            HashCode.Combine(string.GetHashCode(obj.Feature.Name, StringComparison.Ordinal), obj.Enabled, obj.Value, obj.Id);
    }
}
