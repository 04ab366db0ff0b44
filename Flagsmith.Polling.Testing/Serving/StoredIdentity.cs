using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A user as the server knows it. The values keep the exact text of their numbers.</summary>
internal sealed class StoredIdentity(long id)
{
    public long Id => id;

    public OrderedDictionary<string, (long Id, JsonNode Value)> Traits { get; } = new(StringComparer.Ordinal);
}
