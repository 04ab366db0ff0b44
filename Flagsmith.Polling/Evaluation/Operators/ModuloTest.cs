using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The operator that compares the remainder of a division: <c>3|2</c> matches 5. Booleans count as 0 and 1.</summary>
internal sealed class ModuloTest : ValueTest
{
    private readonly double _divisor;
    private readonly double _remainder;

    private ModuloTest(double divisor, double remainder)
    {
        _divisor = divisor;
        _remainder = remainder;
    }

    /// <summary>Reads the divisor and the remainder, with a bar between them; null where the text is not such a pair.</summary>
    public static ModuloTest? TryParse(string? expected) =>
        expected?.Split('|') is [var divisorText, var remainderText]
        && PythonNumbers.TryParseDouble(divisorText, out var divisor) && divisor != 0
        && PythonNumbers.TryParseDouble(remainderText, out var remainder)
            ? new ModuloTest(divisor, remainder)
            : null;

    public override bool Matches(EvaluationValue value) => TryReadNumber(value, out var number) && FloorRemainder(number) == _remainder;

    private static bool TryReadNumber(EvaluationValue value, out double number)
    {
        number = value.Kind == EvaluationValueKind.Boolean && value.Boolean ? 1 : value.Double;
        return value.Kind switch
        {
            EvaluationValueKind.Integer => TryConvert(value, out number),
            EvaluationValueKind.Double or EvaluationValueKind.Boolean => true,
            _ => false,
        };
    }

    private static bool TryConvert(EvaluationValue value, out double number)
    {
        if (value.TryGetSmallInteger(out var integer))
        {
            number = integer; // rounds to the nearest, as Python does
            return true;
        }

        return PythonNumbers.TryConvert(value.Integer, out number);
    }

    /// <summary>Returns the remainder with the divisor's sign: -1 divided by 3 leaves 2.</summary>
    private double FloorRemainder(double number)
    {
        var remainder = number % _divisor;
        return remainder != 0 && (remainder < 0) != (_divisor < 0) ? remainder + _divisor : remainder;
    }
}
