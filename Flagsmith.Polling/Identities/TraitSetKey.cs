using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What sets one read of a user apart from the plain one: the traits passed along, by value and kind in any order, and what may be stored.</summary>
internal sealed class TraitSetKey : IEquatable<TraitSetKey>
{
    private readonly int _hash;

    public TraitSetKey(TraitSet traits, IdentityPersistence persistence)
    {
        Traits = traits;
        Persistence = persistence;
        var hash = default(HashCode);
        hash.Add(persistence);
        foreach (var trait in traits)
        {
            hash.Add(trait.Key, StringComparer.Ordinal);
            hash.Add(trait.Value);
        }

        _hash = hash.ToHashCode();
    }

    public TraitSet Traits { get; }

    public IdentityPersistence Persistence { get; }

    /// <summary>Determines whether a key is that of a user with these traits. Makes nothing: it is called for each read with traits.</summary>
    /// <param name="variant">The key; null for the plain one.</param>
    /// <param name="identity">The user.</param>
    /// <param name="persistence">What the read may store.</param>
    /// <param name="usual">What a plain read may store.</param>
    public static bool Fits(TraitSetKey? variant, FlagIdentity identity, IdentityPersistence persistence, IdentityPersistence usual)
    {
        var count = identity.Traits?.Count ?? 0;
        if (variant is null)
        {
            return count == 0 && persistence == usual;
        }

        return variant.Persistence == persistence && variant.Traits.Count == count && (count == 0 || variant.Traits.HasAll(identity.Traits!));
    }

    public bool Equals(TraitSetKey? other) =>
        other is not null && _hash == other._hash && Persistence == other.Persistence && Traits.SequenceEqual(other.Traits);

    public override bool Equals(object? obj) => Equals(obj as TraitSetKey);

    public override int GetHashCode() => _hash;
}
