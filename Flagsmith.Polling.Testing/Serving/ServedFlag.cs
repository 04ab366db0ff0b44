namespace Flagsmith.Polling.Testing.Serving;

/// <summary>A flag for a response, with where its state comes from.</summary>
/// <param name="State">The flag.</param>
/// <param name="IdentityId">The user's id, when the state was set for that user by name.</param>
/// <param name="SegmentId">The rule's id, when a rule decided.</param>
internal readonly record struct ServedFlag(FlagState State, long? IdentityId = null, long? SegmentId = null);
