using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that looks for a text in a text. A version contains its pre-release and its build, each as a whole.</summary>
/// <remarks>A property that is a number, or looks like one, never matches.</remarks>
internal sealed class ContainmentTest(string? expected) : ValueTest
{
    private readonly string _text = expected ?? PythonText.None;
    private readonly string? _versionPart = SemanticVersion.IsMarked(expected) ? SemanticVersion.WithoutMark(expected) : null;

    public override bool Matches(EvaluationValue value)
    {
        if (value.Kind != EvaluationValueKind.Text)
        {
            return false;
        }

        return _versionPart is null
            ? value.Text.Contains(_text, StringComparison.Ordinal)
            : SemanticVersion.TryParse(value.Text, out var version) && (version.PreRelease == _versionPart || version.Build == _versionPart);
    }
}
