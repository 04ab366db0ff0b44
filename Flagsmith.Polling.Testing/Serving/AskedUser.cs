namespace Flagsmith.Polling.Testing.Serving;

/// <summary>The user whose flags a request asks for.</summary>
/// <param name="Identifier">The identifier.</param>
/// <param name="IdentityId">The id of a user whom the server knows; null for others.</param>
/// <param name="HasOverrides">Whether the overrides for this user apply.</param>
/// <param name="Traits">The traits that count.</param>
internal sealed record AskedUser(string Identifier, long? IdentityId, bool HasOverrides, IReadOnlyList<ReturnedTrait> Traits);
