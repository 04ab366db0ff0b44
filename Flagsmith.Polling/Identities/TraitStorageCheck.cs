using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Identities;

/// <summary>
/// Finds out whether the server stored the traits that were sent. It may respond with 200 and leave them out (a client-side key without the right to
/// set traits), or show them and not keep them (an organisation that stores no traits).
/// </summary>
/// <remarks>
/// Core shows the id of a trait that it keeps, and null for one that it does not. Null is also what it shows where several traits
/// are new: these it inserts together, without reading their ids back. Edge and the Edge Proxy show no ids at all.
/// </remarks>
internal static class TraitStorageCheck
{
    /// <summary>Judges a write; null values are to be deleted.</summary>
    public static TraitOutcome OfWrite(IdentityResponse response, IReadOnlyDictionary<string, TraitValue?> sent)
    {
        var areShown = sent.All(trait => trait.Value is { } value ? IsShown(response.Traits, trait.Key, value) : Find(response.Traits, trait.Key) is null);
        return Judge(response, areShown, [.. sent.Where(trait => trait.Value is not null).Select(trait => trait.Key)]);
    }

    /// <summary>Judges a read that passed traits along, to be stored or not.</summary>
    public static TraitOutcome OfRead(IdentityResponse response, IReadOnlyDictionary<string, TraitValue> sent) =>
        Judge(response, sent.All(trait => IsShown(response.Traits, trait.Key, trait.Value)), [.. sent.Keys]);

    /// <summary>Judges an unclear write by a later read: somebody else may have changed some of the traits since, so one that is shown as it was sent will do.</summary>
    public static TraitOutcome OfLaterRead(IReadOnlyDictionary<string, TraitValue> shown, IReadOnlyDictionary<string, TraitValue?> sent) =>
        sent.Any(trait => trait.Value is { } value && IsShown(shown, trait.Key, value)) ? TraitOutcome.Stored : TraitOutcome.NotStored;

    private static TraitOutcome Judge(IdentityResponse response, bool areShown, string[] setKeys)
    {
        if (response.HidesDetails)
        {
            return TraitOutcome.Stored;
        }

        if (!areShown)
        {
            return TraitOutcome.NotStored;
        }

        var isAnyStored = setKeys.Length == 0 || response.TraitsWithoutId is not { } withoutId || !setKeys.All(withoutId.Contains);
        return isAnyStored ? TraitOutcome.Stored : setKeys.Length == 1 ? TraitOutcome.NotStored : TraitOutcome.Unclear;
    }

    private static bool IsShown(IEnumerable<KeyValuePair<string, TraitValue>> shown, string key, TraitValue sent) =>
        Find(shown, key) is { } value && IsSame(value, sent);

    private static TraitValue? Find(IEnumerable<KeyValuePair<string, TraitValue>> traits, string key)
    {
        TraitValue? found = null;
        foreach (var trait in traits)
        {
            if (string.Equals(trait.Key, key, StringComparison.Ordinal))
            {
                found = trait.Value;
            }
        }

        return found;
    }

    // 3.0 may come back as 3, and 1e20 as its digits, which are text beyond 64 bits.
    private static bool IsSame(TraitValue shown, TraitValue sent) =>
        shown == sent
        || (IsNumber(sent) && (IsNumber(shown) || sent.Kind == FlagValueKind.Double) && shown.TryGetDouble(out var one) && sent.TryGetDouble(out var other) && one.Equals(other));

    private static bool IsNumber(TraitValue value) => value.Kind is FlagValueKind.Integer or FlagValueKind.Double;
}
