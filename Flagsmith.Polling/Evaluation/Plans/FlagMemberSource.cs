using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Properties;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A member of another flag, as it is for this user.</summary>
internal sealed class FlagMemberSource(int flag, string? member) : PropertySource
{
    public override EvaluationValue Read(in UserEvaluation user)
    {
        var state = user.Read(flag);
        return Coercion.Apply(member switch
        {
            "enabled" => state.Enabled,
            "value" => EvaluationValue.Of(state.Value),
            "variant" => state.Variant,
            "name" => state.Feature.Name,
            "reason" => state.Reason,
            _ => EvaluationValue.Unset,
        });
    }
}
