using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>The key that splits hash: the environment's and the user's identifier together.</summary>
internal sealed class IdentityKeySource : PropertySource
{
    public override EvaluationValue Read(in UserEvaluation user) => Coercion.Apply(user.Key);
}
