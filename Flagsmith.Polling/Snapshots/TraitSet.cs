using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Flagsmith.Polling.Snapshots;

/// <summary>One user's traits: keys that many users share, and the user's values. Immutable.</summary>
internal sealed class TraitSet(string[] sortedKeys, TraitValue[] values) : IReadOnlyDictionary<string, TraitValue>
{
    private const int MaxSortedInTurn = 16; // few users have more

    public static readonly TraitSet Empty = new([], []);

    public int Count => values.Length;

    public IEnumerable<string> Keys => Array.AsReadOnly(sortedKeys);

    public IEnumerable<TraitValue> Values => Array.AsReadOnly(values);

    public TraitValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException("The user has no trait of that key.");

    /// <summary>Gets the keys, sorted ordinally.</summary>
    public ReadOnlySpan<string> SortedKeys => sortedKeys;

    /// <summary>Gets the values in the order of the keys.</summary>
    public ReadOnlySpan<TraitValue> SortedValues => values;

    /// <summary>Makes the set of traits passed along. The last of two with one key counts.</summary>
    public static TraitSet Of(ReadOnlySpan<KeyValuePair<string, TraitValue>> traits)
    {
        if (traits.Length > MaxSortedInTurn)
        {
            return Of(traits.ToArray().AsEnumerable());
        }

        var (keys, values) = (new string[traits.Length], new TraitValue[traits.Length]);
        var count = 0;
        foreach (ref readonly var trait in traits)
        {
            Insert(keys, values, ref count, trait.Key, trait.Value);
        }

        return Of(keys, values, count);
    }

    public static TraitSet Of(IEnumerable<KeyValuePair<string, TraitValue>> traits, TraitKeyPool? pool = null)
    {
        if (pool is null && traits is TraitSet set)
        {
            return set;
        }

        if (pool is null && traits is Dictionary<string, TraitValue> { Count: <= MaxSortedInTurn } plain)
        {
            return OfPlain(plain);
        }

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

    /// <summary>Apart, as the enumerator of a dictionary costs no memory.</summary>
    private static TraitSet OfPlain(Dictionary<string, TraitValue> traits)
    {
        var (keys, values) = (new string[traits.Count], new TraitValue[traits.Count]);
        var count = 0;
        foreach (var (key, value) in traits)
        {
            Insert(keys, values, ref count, key, value);
        }

        return Of(keys, values, count);
    }

    private static TraitSet Of(string[] keys, TraitValue[] values, int count) =>
        count == 0 ? Empty
        : count == keys.Length ? new TraitSet(keys, values)
        : new TraitSet(keys[..count], values[..count]);

    private static void Insert(string[] keys, TraitValue[] values, ref int count, string key, TraitValue value)
    {
        var position = count;
        while (position > 0 && string.CompareOrdinal(keys[position - 1], key) > 0)
        {
            position--;
        }

        if (position > 0 && string.Equals(keys[position - 1], key, StringComparison.Ordinal))
        {
            values[position - 1] = value;
            return;
        }

        Array.Copy(keys, position, keys, position + 1, count - position);
        Array.Copy(values, position, values, position + 1, count - position);
        (keys[position], values[position]) = (key, value);
        count++;
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
