namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents an override of a flag for the members of a segment.</summary>
/// <param name="Segment">The segment's index.</param>
/// <param name="Choice">The state of its members.</param>
internal readonly record struct FlagCandidate(int Segment, FlagChoice Choice)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Candidate";
}
