namespace Flagsmith.Polling.Snapshots;

/// <summary>Keeps sets of trait keys once, as most users have the same ones.</summary>
/// <remarks>Thread-safe. Bounded: a service with ever new keys loses the sharing, not the memory.</remarks>
internal sealed class TraitKeyPool
{
    private const int MostSets = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<string[]> _sets = new(new KeysComparer());

    /// <summary>Gives an array with the same keys, the one that was given first.</summary>
    public string[] Share(string[] keys)
    {
        lock (_gate)
        {
            if (_sets.TryGetValue(keys, out var shared))
            {
                return shared;
            }

            if (_sets.Count >= MostSets)
            {
                _sets.Clear();
            }

            _sets.Add(keys);
            return keys;
        }
    }

    private sealed class KeysComparer : IEqualityComparer<string[]>
    {
        public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(string[] obj)
        {
            var hash = default(HashCode);
            foreach (var key in obj)
            {
                hash.Add(key, StringComparer.Ordinal);
            }

            return hash.ToHashCode();
        }
    }
}
