using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Evaluation.Python;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>The six comparisons. The condition's value is read as each kind that a property may have; what cannot be read never matches, not even as unequal.</summary>
internal sealed class ComparisonTest : ValueTest
{
    private readonly ConditionOperator _comparison;
    private readonly string _text;
    private readonly bool _boolean;
    private readonly bool _isMarked;
    private readonly EvaluationValue _integer; // unset where the text is no integer
    private readonly double? _double;
    private readonly SemanticVersion? _version;

    /// <param name="comparison">One of the six.</param>
    /// <param name="expected">The condition's value; null is the text <c>None</c>, and no number.</param>
    public ComparisonTest(ConditionOperator comparison, string? expected)
    {
        _comparison = comparison;
        _text = expected ?? PythonText.None;
        _boolean = expected is not ("False" or "false");
        _integer = expected is not null && PythonNumbers.TryParseInteger(expected, out var integer) ? integer : EvaluationValue.Unset;
        _double = expected is not null && PythonNumbers.TryParseDouble(expected, out var number) ? number : null;
        _isMarked = SemanticVersion.IsMarked(expected);
        _version = SemanticVersion.IsMarked(expected) && SemanticVersion.TryParse(SemanticVersion.WithoutMark(expected), out var version) ? version : null;
    }

    public override bool Matches(EvaluationValue value) => value.Kind switch
    {
        EvaluationValueKind.Text => _isMarked ? MatchesVersion(value.Text) : MatchesText(value.Text),
        EvaluationValueKind.Boolean => Holds(value.Boolean.CompareTo(_boolean)),
        EvaluationValueKind.Integer => _integer.IsSet && MatchesInteger(value),
        EvaluationValueKind.Double => _double is { } number && MatchesDouble(value.Double, number),
        _ => false,
    };

    private bool MatchesText(string text) => _comparison switch
    {
        ConditionOperator.Equal => string.Equals(text, _text, StringComparison.Ordinal),
        ConditionOperator.NotEqual => !string.Equals(text, _text, StringComparison.Ordinal),
        _ => Holds(CodePointOrder.Compare(text, _text)),
    };

    private bool MatchesInteger(EvaluationValue value) =>
        value.TryGetSmallInteger(out var integer) && _integer.TryGetSmallInteger(out var expected)
            ? Holds(integer.CompareTo(expected))
            : Holds(value.Integer.CompareTo(_integer.Integer));

    private bool MatchesVersion(string text) =>
        _version is not null && SemanticVersion.TryParse(text, out var version) && Holds(version.CompareTo(_version));

    /// <summary>Compares numbers, of which NaN is unequal to all and has no order.</summary>
    private bool MatchesDouble(double value, double expected) =>
        double.IsNaN(value) || double.IsNaN(expected)
            ? _comparison == ConditionOperator.NotEqual
            : Holds(value.CompareTo(expected));

    private bool Holds(int order) => _comparison switch
    {
        ConditionOperator.Equal => order == 0,
        ConditionOperator.NotEqual => order != 0,
        ConditionOperator.GreaterThan => order > 0,
        ConditionOperator.GreaterThanInclusive => order >= 0,
        ConditionOperator.LessThan => order < 0,
        ConditionOperator.LessThanInclusive => order <= 0,
        _ => false,
    };
}
