using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>A path. A trait whose key looks like it comes first.</summary>
internal sealed class PathSource(int slot, PropertySource path) : PropertySource
{
    public override EvaluationValue Read(in UserEvaluation user) => user.ReadTrait(slot) is { IsSet: true } trait ? trait : path.Read(user);
}
