using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>Finds out whether the server took the traits that were sent: it may drop them in silence with status 200 (client-side key without the right to set traits).</summary>
internal static class TraitReceipt
{
    /// <returns>Whether the answer shows each trait as it was sent, or says nothing about traits at all.</returns>
    public static bool Shows(IdentityAnswer answer, IEnumerable<KeyValuePair<string, TraitValue>> sent) =>
        answer.HidesDetails || sent.All(trait => Find(answer, trait.Key) is { } shown && IsSame(shown, trait.Value));

    /// <summary>The same for traits of which null is to be deleted.</summary>
    public static bool Shows(IdentityAnswer answer, IEnumerable<KeyValuePair<string, TraitValue?>> sent) =>
        answer.HidesDetails || sent.All(trait => trait.Value is { } value ? Find(answer, trait.Key) is { } shown && IsSame(shown, value) : Find(answer, trait.Key) is null);

    private static TraitValue? Find(IdentityAnswer answer, string key)
    {
        TraitValue? found = null;
        foreach (var trait in answer.Traits)
        {
            if (string.Equals(trait.Key, key, StringComparison.Ordinal))
            {
                found = trait.Value;
            }
        }

        return found;
    }

    // 3.0 may come back as 3.
    private static bool IsSame(TraitValue shown, TraitValue sent) =>
        shown == sent
        || (IsNumber(shown) && IsNumber(sent) && shown.TryGetDouble(out var one) && sent.TryGetDouble(out var other) && one.Equals(other));

    private static bool IsNumber(TraitValue value) => value.Kind is FlagValueKind.Integer or FlagValueKind.Double;
}
