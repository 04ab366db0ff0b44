using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents one state that a flag may take for a user.</summary>
/// <param name="State">The state.</param>
/// <param name="Priority">The priority among the candidates; the first one of equal ones wins.</param>
/// <param name="Applies">Whether the state is open to this user.</param>
/// <param name="SegmentName">The segment's name, or <see cref="IdentityOverrides"/>; null for the environment's default.</param>
/// <param name="Segment">The segment's index; null for the user's own state and the default.</param>
internal sealed record Candidate(FeatureContext State, Priority Priority, bool Applies, string? SegmentName, int? Segment)
{
    /// <summary>The name that the reference engine gives to the users' own states.</summary>
    public const string IdentityOverrides = "identity_overrides";

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Candidate, applies: {Applies}";
}
