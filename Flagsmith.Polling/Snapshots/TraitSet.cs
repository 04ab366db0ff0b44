using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's traits: keys that many users share, and the user's values. Immutable.</summary>
internal sealed class TraitSet(string[] sortedKeys, TraitValue[] values) : IReadOnlyDictionary<string, TraitValue>
{
    public static readonly TraitSet Empty = new([], []);

    public int Count => values.Length;

    public IEnumerable<string> Keys => Array.AsReadOnly(sortedKeys);

    public IEnumerable<TraitValue> Values => Array.AsReadOnly(values);

    public TraitValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException("The user has no trait of that key.");

    public static TraitSet Of(IEnumerable<KeyValuePair<string, TraitValue>> traits, TraitKeyPool? pool = null)
    {
        // The last of two with one key counts.
        var sorted = new SortedDictionary<string, TraitValue>(StringComparer.Ordinal);
        foreach (var (key, value) in traits)
        {
            sorted[key] = value;
        }

        string[] keys = [.. sorted.Keys];
        return keys.Length == 0 ? Empty : new TraitSet(pool?.Share(keys) ?? keys, [.. sorted.Values]);
    }

    /// <summary>Determines whether these are traits of the set, with the same values.</summary>
    public bool HasAll(IReadOnlyDictionary<string, TraitValue> traits)
    {
        if (traits is Dictionary<string, TraitValue> plain)
        {
            foreach (var (key, value) in plain) // apart, as its enumerator costs no memory
            {
                if (!Has(key, value))
                {
                    return false;
                }
            }

            return true;
        }

        foreach (var (key, value) in traits)
        {
            if (!Has(key, value))
            {
                return false;
            }
        }

        return true;
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TraitValue value)
    {
        var index = key is null ? -1 : Array.BinarySearch(sortedKeys, key, StringComparer.Ordinal);
        value = index < 0 ? default : values[index];
        return index >= 0;
    }

    private bool Has(string key, TraitValue value) => TryGetValue(key, out var own) && own == value;

    public IEnumerator<KeyValuePair<string, TraitValue>> GetEnumerator()
    {
        for (var i = 0; i < values.Length; i++)
        {
            yield return new KeyValuePair<string, TraitValue>(sortedKeys[i], values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Shows no trait: a user's data does not belong into a log.</summary>
    public override string ToString() => $"{Count} traits";
}
