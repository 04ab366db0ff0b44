using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The users whom the server knows, with their traits.</summary>
/// <remarks>Not thread-safe: the server works on it under its lock.</remarks>
internal sealed class IdentityStore
{
    private readonly Dictionary<string, StoredIdentity> _identities = new(StringComparer.Ordinal);
    private long _lastTraitId;

    public StoredIdentity? Find(string identifier) => _identities.GetValueOrDefault(identifier);

    public StoredIdentity FindOrCreate(string identifier)
    {
        if (!_identities.TryGetValue(identifier, out var identity))
        {
            _identities[identifier] = identity = new StoredIdentity(_identities.Count + 1);
        }

        return identity;
    }

    public void Set(StoredIdentity identity, string key, JsonNode? value)
    {
        if (value is null)
        {
            identity.Traits.Remove(key);
            return;
        }

        var id = identity.Traits.TryGetValue(key, out var known) ? known.Id : ++_lastTraitId;
        identity.Traits[key] = (id, value.DeepClone());
    }

    /// <summary>What counts in one request: the traits sent, then the stored ones that were not sent.</summary>
    public static IReadOnlyList<ReturnedTrait> Merge(StoredIdentity? identity, IReadOnlyList<SentTrait> sent, bool allTransient)
    {
        var merged = sent.Where(trait => trait.Value is not null || (trait.IsTransient && identity is not null))
            .Select(trait => new ReturnedTrait(trait.Key, trait.Value, Id: null, allTransient || trait.IsTransient)).ToList();
        foreach (var (key, (id, value)) in identity?.Traits ?? [])
        {
            if (!sent.Any(trait => string.Equals(trait.Key, key, StringComparison.Ordinal)))
            {
                merged.Add(new ReturnedTrait(key, value, id, IsTransient: false));
            }
        }

        return merged;
    }

    /// <summary>Stores what is to be stored. Ids are returned as Flagsmith returns them: not for several traits that are new at once.</summary>
    public IReadOnlyList<ReturnedTrait> Store(StoredIdentity identity, IReadOnlyList<SentTrait> sent)
    {
        var known = identity.Traits.Keys.ToHashSet(StringComparer.Ordinal);
        var toStore = sent.Where(trait => !trait.IsTransient).ToList();
        toStore.ForEach(trait => Set(identity, trait.Key, trait.Value));
        var areManyNew = toStore.Count(trait => trait.Value is not null && !known.Contains(trait.Key)) > 1;
        var shadowing = sent.Where(trait => trait.IsTransient).ToDictionary(trait => trait.Key, StringComparer.Ordinal);
        return
        [
            .. shadowing.Values.Select(trait => new ReturnedTrait(trait.Key, trait.Value, Id: null, IsTransient: true)),
            .. identity.Traits.Where(trait => !shadowing.ContainsKey(trait.Key)).Select(trait => new ReturnedTrait(
                trait.Key, trait.Value.Value, areManyNew && !known.Contains(trait.Key) ? null : trait.Value.Id, IsTransient: false)),
        ];
    }
}
