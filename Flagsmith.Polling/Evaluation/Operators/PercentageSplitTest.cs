using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that takes a share of the values of a property.</summary>
internal sealed class PercentageSplitTest(SplitShare split) : ValueTest
{
    public override bool Matches(EvaluationValue value) => value.IsSet && split.Contains([], PythonText.Of(value));
}
