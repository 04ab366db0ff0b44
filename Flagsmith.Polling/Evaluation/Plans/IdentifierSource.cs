using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>The user's identifier.</summary>
internal sealed class IdentifierSource : PropertySource
{
    public override EvaluationValue Read(in UserEvaluation user) => Coercion.Apply(user.Identifier);
}
