using System.Numerics;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents the value of a trait or of another property. Immutable. <see langword="default"/> is <see cref="Unset"/>.</summary>
internal readonly record struct EvaluationValue
{
    private readonly string? _text;
    private readonly BigInteger _integer;
    private readonly double _double;
    private readonly bool _boolean;

    private EvaluationValue(EvaluationValueKind kind, string? text = null, BigInteger integer = default, double number = 0, bool boolean = false)
    {
        Kind = kind;
        _text = text;
        _integer = integer;
        _double = number;
        _boolean = boolean;
    }

    /// <summary>Gets the absence of a value.</summary>
    public static EvaluationValue Unset => default;

    /// <summary>Gets what the value is.</summary>
    public EvaluationValueKind Kind { get; }

    /// <summary>Gets whether there is a value.</summary>
    public bool IsSet => Kind != EvaluationValueKind.Unset;

    /// <summary>Gets the text; empty for another kind.</summary>
    public string Text => _text ?? "";

    /// <summary>Gets the integer; 0 for another kind.</summary>
    public BigInteger Integer => _integer;

    /// <summary>Gets the floating-point number; 0 for another kind.</summary>
    public double Double => _double;

    /// <summary>Gets the boolean; false for another kind.</summary>
    public bool Boolean => _boolean;

    /// <summary>Converts a text; null gives <see cref="Unset"/>.</summary>
    public static implicit operator EvaluationValue(string? value) => value is null ? default : new(EvaluationValueKind.Text, text: value);

    public static implicit operator EvaluationValue(int value) => new(EvaluationValueKind.Integer, integer: value);

    public static implicit operator EvaluationValue(long value) => new(EvaluationValueKind.Integer, integer: value);

    public static implicit operator EvaluationValue(BigInteger value) => new(EvaluationValueKind.Integer, integer: value);

    public static implicit operator EvaluationValue(double value) => new(EvaluationValueKind.Double, number: value);

    public static implicit operator EvaluationValue(bool value) => new(EvaluationValueKind.Boolean, boolean: value);

    /// <summary>Converts a trait's value, kind by kind.</summary>
    public static implicit operator EvaluationValue(TraitValue value) => Of(value.Value);

    /// <summary>Returns a flag's value, kind by kind; null gives <see cref="Unset"/>.</summary>
    public static EvaluationValue Of(FlagValue value) => value.Kind switch
    {
        FlagValueKind.String => value.Text,
        FlagValueKind.Integer => value.Integer,
        FlagValueKind.Double => value.Double,
        FlagValueKind.Boolean => value.Boolean,
        _ => Unset,
    };

    /// <summary>Shows the kind alone: the value is a user's.</summary>
    public override string ToString() => Kind.ToString();
}
