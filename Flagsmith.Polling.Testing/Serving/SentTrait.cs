using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A trait of a request, checked. A value of null deletes.</summary>
internal sealed record SentTrait(string Key, JsonNode? Value, bool IsTransient);
