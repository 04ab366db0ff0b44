using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a segment whose rules are prepared, before it is known what depends on itself.</summary>
/// <param name="Segment">The segment as the document has it.</param>
/// <param name="Rules">The top rules.</param>
/// <param name="NeedsUser">Whether a condition reads the user, or a share of the users.</param>
/// <param name="Flags">The flags that conditions read; null for none.</param>
/// <param name="IsTooDeep">Whether rules are nested deeper than any document can say.</param>
internal sealed record SegmentDraft(SegmentContext Segment, RulePlan[] Rules, bool NeedsUser, List<int>? Flags, bool IsTooDeep)
{
    /// <summary>Makes the segment.</summary>
    public SegmentPlan Finish(bool readsCycle) =>
        new(Segment, Rules, NeedsUser, readsCycle ? SegmentVerdict.ReadsCycle : IsTooDeep ? SegmentVerdict.TooDeep : null);

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => Segment.ToString();
}
