using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents how one flag came about for one user. Holds texts of the environment and none of the user but the value chosen.</summary>
/// <param name="Result">The flag.</param>
/// <param name="Candidates">What the flag may have been: the user's own state, the segments' overrides in document order, the default.</param>
/// <param name="Split">The split of the state that the flag took; null without a user or variants.</param>
internal sealed record FlagTrace(FlagResult Result, ImmutableArray<CandidateExplanation> Candidates, SplitExplanation? Split)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => $"Flag of {Candidates.Length} candidates";
}
