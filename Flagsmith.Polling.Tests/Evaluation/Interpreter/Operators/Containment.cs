using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Operators;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The operators that look for a text in a text. A property that is a number, or looks like one, never matches.</summary>
internal static class Containment
{
    /// <summary>Determines whether the property contains the condition's value. A version contains its pre-release and its build, each as a whole.</summary>
    public static bool Contains(EvaluationValue value, string? expected)
    {
        if (value.Kind != EvaluationValueKind.Text)
        {
            return false;
        }

        if (!SemanticVersion.IsMarked(expected))
        {
            return value.Text.Contains(expected ?? PythonText.None, StringComparison.Ordinal);
        }

        var part = SemanticVersion.WithoutMark(expected);
        return SemanticVersion.TryParse(value.Text, out var version) && (version.PreRelease == part || version.Build == part);
    }

    /// <summary>Determines whether the property is a text that does not contain the condition's value. Versions mean nothing here.</summary>
    public static bool NotContains(EvaluationValue value, string? expected) =>
        value.Kind == EvaluationValueKind.Text && !value.Text.Contains(expected ?? PythonText.None, StringComparison.Ordinal);
}
