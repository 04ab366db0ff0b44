using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A value of the environment, the same for all users; unset for a property that nothing has.</summary>
internal sealed class ConstantSource(EvaluationValue value) : PropertySource
{
    public static readonly ConstantSource Unset = new(EvaluationValue.Unset);

    private readonly EvaluationValue _value = Coercion.Apply(value);

    public override EvaluationValue Read(in UserEvaluation user) => _value;
}
