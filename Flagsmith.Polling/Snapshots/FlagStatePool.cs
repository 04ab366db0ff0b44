namespace Flagsmith.Polling.Snapshots;

/// <summary>Keeps flag states that many users share, such as what a segment gets, once.</summary>
/// <remarks>Thread-safe. Bounded in states and bytes: beyond a bound it starts over.</remarks>
internal sealed class FlagStatePool
{
    private const int MaxStates = 4096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<FlagState> _states = new(new ContentComparer());
    private long _bytes;

    /// <summary>Returns a state with the same content, the one that was given first. States set for one user by name are not shared by anybody.</summary>
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

            Add(state, MemorySize.Of(state) + MemorySize.Of(state.Feature));
            return state;
        }
    }

    private void Add(FlagState state, long bytes)
    {
        if (_states.Count >= MaxStates || _bytes + bytes > MaxBytes)
        {
            _states.Clear();
            _bytes = 0;
        }

        if (bytes <= MaxBytes)
        {
            _states.Add(state);
            _bytes += bytes;
        }
    }

    private sealed class ContentComparer : IEqualityComparer<FlagState>
    {
        public bool Equals(FlagState? x, FlagState? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.HasSameContent(y));

        public int GetHashCode(FlagState obj) =>
            HashCode.Combine(string.GetHashCode(obj.Feature.Name, StringComparison.Ordinal), obj.Enabled, obj.Value, obj.Id);
    }
}
