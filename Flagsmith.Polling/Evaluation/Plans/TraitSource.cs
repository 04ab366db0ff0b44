using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A trait of the user.</summary>
internal sealed class TraitSource(int slot) : PropertySource
{
    public override EvaluationValue Read(in UserEvaluation user) => user.ReadTrait(slot);
}
