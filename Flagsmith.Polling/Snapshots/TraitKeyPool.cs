namespace Flagsmith.Polling.Snapshots;

/// <summary>Keeps sets of trait keys once, as most users have the same ones.</summary>
/// <remarks>Thread-safe. Bounded in sets and bytes: a service with ever new keys loses the sharing, not the memory.</remarks>
internal sealed class TraitKeyPool
{
    private const int MaxSets = 1024;
    private const long MaxBytes = 4 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<string[]> _sets = new(new KeysComparer());
    private long _bytes;

    /// <summary>Returns an array with the same keys, the one that was given first.</summary>
    public string[] Share(string[] keys)
    {
        lock (_gate)
        {
            if (_sets.TryGetValue(keys, out var shared))
            {
                return shared;
            }

            Add(keys, keys.Sum(MemorySize.Of));
            return keys;
        }
    }

    private void Add(string[] keys, long bytes)
    {
        if (_sets.Count >= MaxSets || _bytes + bytes > MaxBytes)
        {
            _sets.Clear();
            _bytes = 0;
        }

        if (bytes <= MaxBytes)
        {
            _sets.Add(keys);
            _bytes += bytes;
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
