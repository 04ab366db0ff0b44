using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a segment, ready to be judged. Immutable and thread-safe.</summary>
/// <param name="segment">The segment as the document has it.</param>
/// <param name="rules">The top rules; empty where they are never judged.</param>
/// <param name="needsUser">Whether a condition reads the user, or a share of the users.</param>
/// <param name="exclusion">Why nobody is in the segment, whatever the rules say; null where they decide.</param>
internal sealed class SegmentPlan(SegmentContext segment, RulePlan[] rules, bool needsUser, SegmentVerdict? exclusion)
{
    public SegmentContext Segment => segment;

    public RulePlan[] Rules => rules;

    public bool NeedsUser => needsUser;

    public SegmentVerdict? Exclusion => exclusion;

    /// <summary>Gets whether anybody can be in the segment.</summary>
    public bool CanMatch => exclusion is null && rules.Length > 0;

    /// <summary>Determines whether there are rules and all match.</summary>
    public bool Matches(in UserEvaluation user)
    {
        if (!CanMatch)
        {
            return false;
        }

        foreach (var rule in rules)
        {
            if (!rule.Matches(user))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => segment.ToString();
}
