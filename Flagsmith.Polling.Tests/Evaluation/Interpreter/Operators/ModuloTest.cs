using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>The operator that compares the remainder of a division: <c>3|2</c> matches 5.</summary>
internal static class ModuloTest
{
    /// <summary>Determines whether the property, a number or a boolean, leaves the remainder.</summary>
    /// <param name="value">The property's value.</param>
    /// <param name="expected">The divisor and the remainder, with a bar between them.</param>
    public static bool Matches(EvaluationValue value, string? expected) =>
        expected?.Split('|') is [var divisorText, var remainderText]
        && PythonNumbers.TryParseDouble(divisorText, out var divisor) && divisor != 0
        && PythonNumbers.TryParseDouble(remainderText, out var remainder)
        && TryReadNumber(value, out var number)
        && FloorRemainder(number, divisor) == remainder;

    private static bool TryReadNumber(EvaluationValue value, out double number)
    {
        number = value.Kind == EvaluationValueKind.Boolean && value.Boolean ? 1 : value.Double;
        return value.Kind switch
        {
            EvaluationValueKind.Integer => PythonNumbers.TryConvert(value.Integer, out number),
            EvaluationValueKind.Double or EvaluationValueKind.Boolean => true,
            _ => false,
        };
    }

    /// <summary>Returns the remainder with the divisor's sign: -1 divided by 3 leaves 2.</summary>
    private static double FloorRemainder(double number, double divisor)
    {
        var remainder = number % divisor;
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder;
    }
}
