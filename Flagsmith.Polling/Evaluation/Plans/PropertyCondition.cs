using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Operators;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A condition on a property.</summary>
internal sealed class PropertyCondition(SegmentCondition condition, PropertySource property, ValueTest test) : ConditionPlan(condition)
{
    public override bool Matches(in UserEvaluation user) => test.Matches(property.Read(user));
}
