using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The test that no value passes: of an operator that is unknown, or whose value cannot be read.</summary>
internal sealed class NeverTest : ValueTest
{
    public override bool Matches(EvaluationValue value) => false;
}
