using System.Numerics;

namespace Flagsmith.Polling.Evaluation.Model;

/// <summary>Represents the value of a trait or of another property. Immutable. <see langword="default"/> is <see cref="Unset"/>.</summary>
/// <remarks>Two words, as a user's evaluation holds one for each trait that counts.</remarks>
internal readonly struct EvaluationValue : IEquatable<EvaluationValue>
{
    private static readonly KindMark IntegerMark = new(EvaluationValueKind.Integer);
    private static readonly KindMark DoubleMark = new(EvaluationValueKind.Double);
    private static readonly KindMark BooleanMark = new(EvaluationValueKind.Boolean);

    // The text, an integer that 64 bits cannot hold, one of the marks, or null.
    private readonly object? _content;
    private readonly long _bits;

    private EvaluationValue(object? content, long bits = 0)
    {
        _content = content;
        _bits = bits;
    }

    /// <summary>Gets the absence of a value.</summary>
    public static EvaluationValue Unset => default;

    /// <summary>Gets what the value is.</summary>
    public EvaluationValueKind Kind => _content switch
    {
        null => EvaluationValueKind.Unset,
        string => EvaluationValueKind.Text,
        KindMark mark => mark.Kind,
        _ => EvaluationValueKind.Integer,
    };

    /// <summary>Gets whether there is a value.</summary>
    public bool IsSet => _content is not null;

    /// <summary>Gets the text; empty for another kind.</summary>
    public string Text => _content as string ?? "";

    /// <summary>Gets the integer; 0 for another kind.</summary>
    public BigInteger Integer => _content is BigInteger large ? large : ReferenceEquals(_content, IntegerMark) ? _bits : BigInteger.Zero;

    /// <summary>Gets the floating-point number; 0 for another kind.</summary>
    public double Double => ReferenceEquals(_content, DoubleMark) ? BitConverter.Int64BitsToDouble(_bits) : 0;

    /// <summary>Gets the boolean; false for another kind.</summary>
    public bool Boolean => ReferenceEquals(_content, BooleanMark) && _bits != 0;

    /// <summary>Converts a text; null gives <see cref="Unset"/>.</summary>
    public static implicit operator EvaluationValue(string? value) => new(value);

    public static implicit operator EvaluationValue(int value) => new(IntegerMark, value);

    public static implicit operator EvaluationValue(long value) => new(IntegerMark, value);

    public static implicit operator EvaluationValue(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? new(IntegerMark, (long)value) : new(value);

    public static implicit operator EvaluationValue(double value) => new(DoubleMark, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator EvaluationValue(bool value) => new(BooleanMark, value ? 1 : 0);

    /// <summary>Converts a trait's value, kind by kind.</summary>
    public static implicit operator EvaluationValue(TraitValue value) => Of(value.Value);

    public static bool operator ==(EvaluationValue left, EvaluationValue right) => left.Equals(right);

    public static bool operator !=(EvaluationValue left, EvaluationValue right) => !left.Equals(right);

    /// <summary>Returns a flag's value, kind by kind; null gives <see cref="Unset"/>.</summary>
    public static EvaluationValue Of(FlagValue value) => value.Kind switch
    {
        FlagValueKind.String => value.Text,
        FlagValueKind.Integer => value.Integer,
        FlagValueKind.Double => value.Double,
        FlagValueKind.Boolean => value.Boolean,
        _ => Unset,
    };

    /// <summary>Gets the integer where 64 bits hold it.</summary>
    /// <returns>Whether the value is such an integer.</returns>
    public bool TryGetSmallInteger(out long integer)
    {
        integer = _bits;
        return ReferenceEquals(_content, IntegerMark);
    }

    public bool Equals(EvaluationValue other) => _bits == other._bits && Equals(_content, other._content);

    public override bool Equals(object? obj) => obj is EvaluationValue other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_content, _bits);

    /// <summary>Shows the kind alone: the value is a user's.</summary>
    public override string ToString() => Kind.ToString();

    private sealed class KindMark(EvaluationValueKind kind)
    {
        public EvaluationValueKind Kind => kind;
    }
}
