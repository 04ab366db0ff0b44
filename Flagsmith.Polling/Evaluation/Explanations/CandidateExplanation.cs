namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents one state that a flag may have taken.</summary>
/// <param name="SegmentName">The segment's name, <c>identity_overrides</c> for the user's own state; null for the environment's default.</param>
/// <param name="Priority">The priority; the smallest number wins, and the first one of equal ones.</param>
/// <param name="Applies">Whether the state was open to the user.</param>
/// <param name="IsChosen">Whether the flag took it.</param>
/// <param name="Segment">How the segment was judged; null for the user's own state and the default.</param>
internal sealed record CandidateExplanation(string? SegmentName, Priority Priority, bool Applies, bool IsChosen, SegmentExplanation? Segment)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Candidate of priority {Priority}, applies: {Applies}, chosen: {IsChosen}";
}
