using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a condition, ready to be asked. Immutable and thread-safe.</summary>
/// <param name="condition">The condition as the document has it.</param>
internal abstract class ConditionPlan(SegmentCondition condition)
{
    /// <summary>Gets the condition as the document has it.</summary>
    public SegmentCondition Condition => condition;

    /// <summary>Determines whether a user, or the environment alone, meets the condition. Throws nothing.</summary>
    public abstract bool Matches(in UserEvaluation user);

    /// <summary>Shows no text of the server.</summary>
    public sealed override string ToString() => condition.ToString();
}
