using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Flagsmith.Polling;

/// <summary>Represents the value of a user's trait: a string, an integer, a floating-point number or a boolean.</summary>
/// <remarks>
/// Sixteen bytes, immutable, thread-safe. Compared by kind and content: <c>1</c>, <c>"1"</c> and <c>true</c> differ. The server
/// stores texts of at most 2,000 characters (Unicode code points) without NUL, integers of 32 bits and finite numbers; the members that store a trait check that.
/// <see langword="default"/> is not a trait value: its <see cref="Kind"/> is <see cref="FlagValueKind.Null"/>.
/// </remarks>
[DebuggerDisplay("{Kind}: {ToString()}")]
[JsonConverter(typeof(TraitValueJsonConverter))]
public readonly struct TraitValue : IEquatable<TraitValue>
{
    private readonly FlagValue _value;

    internal TraitValue(FlagValue value) => _value = value;

    /// <summary>Gets what the value is.</summary>
    public FlagValueKind Kind => _value.Kind;

    internal FlagValue Value => _value;

    /// <summary>Converts a string to a value.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is <see langword="null"/>: a trait is deleted, not set to nothing.</exception>
    public static implicit operator TraitValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new TraitValue(value);
    }

    /// <summary>Converts a string to a value; <see langword="null"/> stays <see langword="null"/>.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator TraitValue?(string? value) => value is null ? default(TraitValue?) : new TraitValue(value);

    // A second class that converts keeps the literal null from converting: `isKnown ? null : value` would otherwise create a TraitValue from null.

    /// <summary>Converts a URI to a string value, as it was written. (The literal <see langword="null"/> converts to <c>TraitValue?</c> alone.)</summary>
    /// <param name="value">The URI.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is <see langword="null"/>.</exception>
    public static implicit operator TraitValue(Uri value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new TraitValue(value.OriginalString);
    }

    /// <summary>Converts a URI to a string value; <see langword="null"/> stays <see langword="null"/>.</summary>
    /// <param name="value">The URI.</param>
    public static implicit operator TraitValue?(Uri? value) => value?.OriginalString;

    /// <summary>Converts a boolean to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator TraitValue(bool value) => new(value);

    /// <summary>Converts an integer to a value.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator TraitValue(int value) => new(value);

    /// <summary>Converts an integer to a value. The server stores 32 bits.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator TraitValue(long value) => new(value);

    /// <summary>Converts a floating-point number to a value. The server stores finite numbers.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator TraitValue(double value) => new(value);

    /// <summary>Determines whether two values are of the same kind and equal.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(TraitValue left, TraitValue right) => left.Equals(right);

    /// <summary>Determines whether two values differ in kind or content.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(TraitValue left, TraitValue right) => !left.Equals(right);

    /// <summary>Reads a boolean, or a text that says <c>true</c> or <c>false</c> in any case.</summary>
    /// <param name="value">The value, or <see langword="false"/>.</param>
    /// <returns>Whether the value reads as a boolean. Numbers do not.</returns>
    public bool TryGetBoolean(out bool value) => _value.TryGetBoolean(out value);

    /// <summary>Reads a 32-bit integer: an integer or a whole double that fits, or text of digits in JSON's form.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the value reads as such a number.</returns>
    public bool TryGetInt32(out int value) => _value.TryGetInt32(out value);

    /// <summary>Reads a 64-bit integer: an integer or a whole double that fits, or text of digits in JSON's form.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the value reads as such a number.</returns>
    public bool TryGetInt64(out long value) => _value.TryGetInt64(out value);

    /// <summary>Reads a number: an integer, a double, or text that is a number in JSON's form.</summary>
    /// <param name="value">The value, or 0.</param>
    /// <returns>Whether the value reads as a number.</returns>
    public bool TryGetDouble(out double value) => _value.TryGetDouble(out value);

    /// <summary>Reads the value as text: a text as it is, numbers as invariant (round-trip) text, booleans as <c>true</c>/<c>false</c>.</summary>
    /// <param name="value">The text, or <see langword="null"/>.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryGetString([NotNullWhen(true)] out string? value) => _value.TryGetString(out value);

    /// <inheritdoc/>
    public bool Equals(TraitValue other) => _value.Equals(other._value);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TraitValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>Returns the value as invariant text.</summary>
    /// <returns>The text; empty for <see langword="default"/>.</returns>
    public override string ToString() => _value.ToString();

    /// <summary>Gets the string; null for another kind.</summary>
    internal string? Text => _value.Text;

    internal static TraitValue Of(FlagValue value) => new(value);
}
