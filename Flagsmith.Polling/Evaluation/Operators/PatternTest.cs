using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Patterns;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that looks for a match of a pattern at the beginning of the property's text.</summary>
internal sealed class PatternTest(SegmentPattern pattern) : ValueTest
{
    public override bool Matches(EvaluationValue value) => value.IsSet && pattern.IsMatch(PythonText.Of(value));
}
