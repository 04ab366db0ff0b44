using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Operators;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The six comparisons. The condition's value is read as the property's kind; one that cannot be never matches, not even as unequal.</summary>
internal static class Comparison
{
    /// <summary>Compares.</summary>
    /// <param name="comparison">One of the six.</param>
    /// <param name="value">The property's value, which is set.</param>
    /// <param name="expected">The condition's value; null is the text <c>None</c>.</param>
    public static bool Matches(ConditionOperator comparison, EvaluationValue value, string? expected) => value.Kind switch
    {
        EvaluationValueKind.Boolean => Holds(comparison, value.Boolean.CompareTo(ReadBoolean(expected))),
        EvaluationValueKind.Integer => expected is not null
            && PythonNumbers.TryParseInteger(expected, out var integer) && Holds(comparison, value.Integer.CompareTo(integer)),
        EvaluationValueKind.Double => expected is not null
            && PythonNumbers.TryParseDouble(expected, out var number) && Holds(comparison, value.Double, number),
        EvaluationValueKind.Text when SemanticVersion.IsMarked(expected) => SemanticVersion.TryParse(value.Text, out var version)
            && SemanticVersion.TryParse(SemanticVersion.WithoutMark(expected), out var other) && Holds(comparison, version.CompareTo(other)),
        EvaluationValueKind.Text => Holds(comparison, CodePointOrder.Compare(value.Text, expected ?? PythonText.None)),
        _ => false,
    };

    /// <summary>Reads a boolean: only <c>False</c> and <c>false</c> mean false.</summary>
    private static bool ReadBoolean(string? text) => text is not ("False" or "false");

    private static bool Holds(ConditionOperator comparison, int order) => comparison switch
    {
        ConditionOperator.Equal => order == 0,
        ConditionOperator.NotEqual => order != 0,
        ConditionOperator.GreaterThan => order > 0,
        ConditionOperator.GreaterThanInclusive => order >= 0,
        ConditionOperator.LessThan => order < 0,
        ConditionOperator.LessThanInclusive => order <= 0,
        _ => false,
    };

    /// <summary>Compares numbers, of which NaN is unequal to all and has no order.</summary>
    private static bool Holds(ConditionOperator comparison, double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right)
            ? comparison == ConditionOperator.NotEqual
            : Holds(comparison, left.CompareTo(right));
}
