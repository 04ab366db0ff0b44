namespace Flagsmith.Polling.Identities;

/// <summary>One read of one user. Never logged: it holds the identifier.</summary>
/// <param name="Identifier">The user's identifier.</param>
/// <param name="Variant">What sets the read apart; null for the plain one.</param>
internal readonly record struct IdentityKey(string Identifier, TraitSetKey? Variant)
{
    public override string ToString() => nameof(IdentityKey);
}
