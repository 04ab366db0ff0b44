using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Operators;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A share of the users by their keys.</summary>
/// <param name="condition">The condition as the document has it.</param>
/// <param name="split">The share; null for one that is no number.</param>
internal sealed class IdentityShareCondition(SegmentCondition condition, SplitShare? split) : ConditionPlan(condition)
{
    public override bool Matches(in UserEvaluation user) =>
        split is not null && user.IsUser && split.Contains(user.KeyPrefix, user.KeyRest);
}
