using Flagsmith.Polling.Evaluation.Explanations;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Evaluates the flags and segments of one environment as Flagsmith's reference engine 11.1 does. Thread-safe; no member throws.</summary>
/// <remarks>
/// The rules in the plainest form: each evaluation judges every segment and decides every flag once, in the order of their dependencies.
/// </remarks>
/// <param name="context">The environment.</param>
internal sealed class FlagEvaluator(EvaluationContext context)
{
    private readonly EvaluationPlan _plan = new(context);

    /// <summary>Evaluates all flags.</summary>
    /// <param name="identity">The user; null for the environment alone.</param>
    /// <param name="withoutUser">Which segments can match without a user.</param>
    public EvaluationResult Evaluate(EvaluatedIdentity? identity = null, SegmentsWithoutUser withoutUser = SegmentsWithoutUser.ThatReadNoUser) =>
        new EvaluationRun(_plan, identity, withoutUser, trace: null).Run();

    /// <summary>Evaluates all flags and tells how one of them came about.</summary>
    /// <param name="flag">The flag's name.</param>
    /// <param name="identity">The user; null for the environment alone.</param>
    /// <param name="withoutUser">Which segments can match without a user.</param>
    /// <returns>The explanation; null where the environment has no such flag.</returns>
    public FlagTrace? Explain(string flag, EvaluatedIdentity? identity = null, SegmentsWithoutUser withoutUser = SegmentsWithoutUser.ThatReadNoUser)
    {
        if (_plan.FindFeature(flag) is not { } index)
        {
            return null;
        }

        var run = new EvaluationRun(_plan, identity, withoutUser, new RuleTrace());
        run.Run();
        return run.Explain(index);
    }
}
