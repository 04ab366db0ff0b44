using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling.Identities;

/// <summary>What sets one read of a user apart from the plain one: the traits passed along, by value and kind in any order, and what may be stored.</summary>
internal sealed class VariantKey : IEquatable<VariantKey>
{
    private readonly int _hash;

    public VariantKey(TraitSet traits, IdentityPersistence persistence)
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

    public bool Equals(VariantKey? other) =>
        other is not null && _hash == other._hash && Persistence == other.Persistence && Traits.SequenceEqual(other.Traits);

    public override bool Equals(object? obj) => Equals(obj as VariantKey);

    public override int GetHashCode() => _hash;
}
