namespace Flagsmith.Polling.Wire;

/// <summary>The traits of an identity's response.</summary>
/// <param name="Traits">The traits.</param>
/// <param name="WithoutId">The keys of those which the server shows as not transient and yet with the id null; null for none. What that means says <see cref="Identities.TraitStorageCheck"/>.</param>
internal readonly record struct TraitList(List<KeyValuePair<string, TraitValue>> Traits, HashSet<string>? WithoutId);
