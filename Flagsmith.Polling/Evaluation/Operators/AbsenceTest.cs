using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that looks for texts that do not contain a text. Versions mean nothing here, and numbers never match.</summary>
internal sealed class AbsenceTest(string? expected) : ValueTest
{
    private readonly string _text = expected ?? PythonText.None;

    public override bool Matches(EvaluationValue value) =>
        value.Kind == EvaluationValueKind.Text && !value.Text.Contains(_text, StringComparison.Ordinal);
}
