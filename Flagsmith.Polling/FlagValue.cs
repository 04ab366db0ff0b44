using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flagsmith.Polling.Snapshots;

namespace Flagsmith.Polling;

/// <summary>A flag's value exactly as the server's JSON had it: <c>true</c>, <c>1</c> and <c>"1"</c> are three different values.</summary>
/// <remarks>
/// Sixteen bytes, immutable, thread-safe. No member throws and culture never matters. The <c>TryGet</c> members convert as the
/// table in docs/reading-values.md says: a value that does not convert gives <see langword="false"/>. They convert again at each call; the typed
/// reads of <see cref="IFlagSnapshot"/> keep what costs an allocation (a number's text, a parsed JSON value).
/// </remarks>
[DebuggerDisplay("{Kind}: {ToString()}")]
[JsonConverter(typeof(FlagValueJsonConverter))]
public readonly struct FlagValue : IEquatable<FlagValue>
{
    private static readonly object IntegerMark = new();
    private static readonly object DoubleMark = new();
    private static readonly object BooleanMark = new();

    // The text itself, one of the marks above, or null: the kind needs no field of its own, so the struct is two words.
    private readonly object? _textOrMark;
    private readonly long _bits;

    private FlagValue(object? textOrMark, long bits = 0)
    {
        _textOrMark = textOrMark;
        _bits = bits;
    }

    /// <summary>Gets the null value; the same as <see langword="default"/>.</summary>
    public static FlagValue Null => default;

    /// <summary>Gets the kind of the value.</summary>
    public FlagValueKind Kind => _textOrMark switch
    {
        null => FlagValueKind.Null,
        string => FlagValueKind.String,
        var mark when ReferenceEquals(mark, IntegerMark) => FlagValueKind.Integer,
        var mark when ReferenceEquals(mark, BooleanMark) => FlagValueKind.Boolean,
        _ => FlagValueKind.Double,
    };

    /// <summary>Gets whether there is no value.</summary>
    public bool IsNull => _textOrMark is null;

    internal string? Text => _textOrMark as string;

    internal long Integer => _bits;

    internal double Double => BitConverter.Int64BitsToDouble(_bits);

    internal bool Boolean => _bits != 0;

    /// <summary>Converts a string to a value; a <see langword="null"/> string becomes <see cref="Null"/>. The literal <see langword="null"/> does not convert: use <see cref="Null"/>.</summary>
    /// <param name="value">The text. The empty text stays an empty text.</param>
    public static implicit operator FlagValue(string? value) => new(value);

    /// <summary>Converts a string to a value; <see langword="null"/> stays <see langword="null"/>.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator FlagValue?(string? value) => value is null ? default(FlagValue?) : new FlagValue(value);

    // A second class that converts keeps the literal null from converting: `isKnown ? value : null` would otherwise be the value Null where none was meant.

    /// <summary>Converts a URI to a string value, as it was written; a URI that is <see langword="null"/> gives <see cref="Null"/>.</summary>
    /// <param name="value">The URI.</param>
    public static implicit operator FlagValue(Uri? value) => new(value?.OriginalString);

    /// <summary>Converts a URI to a string value; <see langword="null"/> stays <see langword="null"/>.</summary>
    /// <param name="value">The URI.</param>
    public static implicit operator FlagValue?(Uri? value) => value?.OriginalString;

    /// <summary>Converts a boolean to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FlagValue(bool value) => new(BooleanMark, value ? 1 : 0);

    /// <summary>Converts an integer to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FlagValue(int value) => new(IntegerMark, value);

    /// <summary>Converts an integer to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FlagValue(long value) => new(IntegerMark, value);

    /// <summary>Converts a floating-point number to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator FlagValue(double value) => new(DoubleMark, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Determines whether two values are of the same kind and equal.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(FlagValue left, FlagValue right) => left.Equals(right);

    /// <summary>Determines whether two values differ in kind or content.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(FlagValue left, FlagValue right) => !left.Equals(right);

    /// <summary>Reads a boolean, or a text that says <c>true</c> or <c>false</c> in any case.</summary>
    /// <param name="value">The value, or <see langword="false"/>.</param>
    /// <returns>Whether the value reads as a boolean. Numbers do not.</returns>
    public bool TryGetBoolean(out bool value) => FlagConversions.TryGet(this, out value);

    /// <summary>Reads a 32-bit integer: an integer or a whole double that fits, or text of digits in JSON's form.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the value reads as such a number.</returns>
    public bool TryGetInt32(out int value) => FlagConversions.TryGet(this, out value);

    /// <summary>Reads a 64-bit integer: an integer or a whole double that fits, or text of digits in JSON's form.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the value reads as such a number.</returns>
    public bool TryGetInt64(out long value) => FlagConversions.TryGet(this, out value);

    /// <summary>Reads a number: an integer, a double, or text that is a number in JSON's form (Flagsmith sends <c>12.34</c> as text).</summary>
    /// <param name="value">The value, or 0. Never an infinity or a NaN read from text.</param>
    /// <returns>Whether the value reads as a number.</returns>
    public bool TryGetDouble(out double value) => FlagConversions.TryGet(this, out value);

    /// <summary>Reads the value as text: a text as it is, numbers as invariant (round-trip) text, booleans as <c>true</c>/<c>false</c>.</summary>
    /// <param name="value">The text, or <see langword="null"/>.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryGetString([NotNullWhen(true)] out string? value)
    {
        value = IsNull ? null : ToString();
        return value is not null;
    }

    /// <summary>Parses a text as JSON.</summary>
    /// <typeparam name="T">What to read it as.</typeparam>
    /// <param name="type">The contract of <typeparamref name="T"/>, from a source-generated context.</param>
    /// <param name="value">The value, or the default of <typeparamref name="T"/>.</param>
    /// <returns>Whether the value is a text that holds such JSON.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> is <see langword="null"/>.</exception>
    public bool TryGetJson<T>(JsonTypeInfo<T> type, out T? value)
    {
        ArgumentNullException.ThrowIfNull(type);
        return FlagConversions.TryGetJson(this, type, out value);
    }

    /// <inheritdoc/>
    public bool Equals(FlagValue other) =>
        _textOrMark is string text
            ? other._textOrMark is string otherText && string.Equals(text, otherText, StringComparison.Ordinal)
            : ReferenceEquals(_textOrMark, other._textOrMark) && _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is FlagValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _textOrMark is string text ? string.GetHashCode(text, StringComparison.Ordinal) : HashCode.Combine(Kind, _bits);

    /// <summary>Returns the value as invariant text.</summary>
    /// <returns>The text; empty for <see cref="Null"/>.</returns>
    public override string ToString() => Kind switch
    {
        FlagValueKind.Null => "",
        FlagValueKind.String => Text!,
        FlagValueKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        FlagValueKind.Double => Double.ToString("R", CultureInfo.InvariantCulture),
        _ => Boolean ? "true" : "false",
    };
}
