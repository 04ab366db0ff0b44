namespace Flagsmith.Polling.Identities;

/// <summary>What the cache keeps of one user: a response for the plain read, and one for each set of traits passed along; newest first.</summary>
/// <remarks>Around one reference: a single response is kept as it is, for most users have no other, and several as an array.</remarks>
internal readonly struct UserResponses(object? value)
{
    /// <summary>Returns what is kept for responses, of which there is at least one.</summary>
    public static object ValueOf(CachedUser[] all) => all.Length == 1 ? all[0] : all;

    public CachedUser? Find(TraitSetKey? variant)
    {
        if (value is CachedUser single)
        {
            return Equals(single.Variant, variant) ? single : null;
        }

        foreach (var view in ToArray())
        {
            if (Equals(view.Variant, variant))
            {
                return view;
            }
        }

        return null;
    }

    /// <summary>Finds the response for the traits passed along, and makes no key for it.</summary>
    public CachedUser? Find(FlagIdentity identity, IdentityPersistence usual)
    {
        var persistence = identity.Persistence ?? usual;
        if (value is CachedUser single)
        {
            return TraitSetKey.Fits(single.Variant, identity, persistence, usual) ? single : null;
        }

        foreach (var view in ToArray())
        {
            if (TraitSetKey.Fits(view.Variant, identity, persistence, usual))
            {
                return view;
            }
        }

        return null;
    }

    /// <summary>Returns the responses; allocates where there is a single one.</summary>
    public CachedUser[] ToArray() => value is CachedUser single ? [single] : value as CachedUser[] ?? [];
}
