using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation.Explanations;

/// <summary>Represents a segment as it was judged.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Rules">The top rules up to the one that decided; empty where none was judged.</param>
internal sealed record SegmentExplanation(SegmentVerdict Verdict, ImmutableArray<RuleExplanation> Rules)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => Verdict.ToString();
}
