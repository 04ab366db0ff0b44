using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The rules of Flagsmith's reference engine 11.1 in the plainest form: each evaluation judges every segment and decides every flag, in the order of their dependencies.</summary>
/// <remarks>What the plan of the library is compared with. It shares the library's model, its Python texts and numbers, its patterns and paths, and nothing that decides.</remarks>
internal sealed class FlagInterpreter(EvaluationContext context)
{
    private readonly EvaluationPlan _plan = new(context);

    public EvaluationResult Evaluate(EvaluatedIdentity? identity = null, SegmentsWithoutUser withoutUser = SegmentsWithoutUser.ThatReadNoUser) =>
        new EvaluationRun(_plan, identity, withoutUser).Run();
}
