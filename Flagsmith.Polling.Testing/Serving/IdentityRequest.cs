using System.Text.Json.Nodes;

namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The body of <c>POST identities/</c>, checked. No identifier means a user who is made up for this request.</summary>
internal sealed record IdentityRequest(string? Identifier, bool IsTransient, IReadOnlyList<SentTrait> Traits);
