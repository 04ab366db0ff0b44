using System.Globalization;
using System.Numerics;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents a priority: a number of any size, compared exactly. The smaller number is the stronger one.</summary>
/// <remarks>A UUID read as a number has 128 bits, more than a double holds exactly. <see langword="default"/> is <see cref="Weakest"/>.</remarks>
internal readonly struct Priority : IComparable<Priority>, IEquatable<Priority>
{
    private readonly Rank _rank;
    private readonly BigInteger _whole;
    private readonly double _fraction;

    private Priority(Rank rank, BigInteger whole = default, double fraction = 0)
    {
        _rank = rank;
        _whole = whole;
        _fraction = fraction;
    }

    private enum Rank
    {
        Weakest,
        Finite,
        Strongest,
    }

    /// <summary>Gets the priority of a state that names none.</summary>
    public static Priority Weakest => default;

    /// <summary>Gets the priority that beats every number.</summary>
    public static Priority Strongest => new(Rank.Strongest);

    public static bool operator <(Priority left, Priority right) => left.CompareTo(right) < 0;

    public static bool operator >(Priority left, Priority right) => left.CompareTo(right) > 0;

    /// <summary>Returns a whole number as a priority.</summary>
    public static Priority Of(BigInteger number) => new(Rank.Finite, number);

    /// <summary>Returns a number as a priority. An infinity gives <see cref="Weakest"/> or <see cref="Strongest"/>, and NaN <see cref="Weakest"/>.</summary>
    public static Priority Of(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNegativeInfinity(number) ? Strongest : Weakest;
        }

        var whole = Math.Floor(number);
        return new Priority(Rank.Finite, new BigInteger(whole), number - whole);
    }

    /// <summary>Compares by number. The stronger priority comes first.</summary>
    public int CompareTo(Priority other)
    {
        if (_rank != other._rank)
        {
            return other._rank.CompareTo(_rank);
        }

        var order = _whole.CompareTo(other._whole);
        return order != 0 ? order : _fraction.CompareTo(other._fraction);
    }

    public bool Equals(Priority other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Priority other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_rank, _whole, _fraction);

    /// <summary>Returns the number as text, without its fraction.</summary>
    public override string ToString() => _rank == Rank.Finite ? _whole.ToString(CultureInfo.InvariantCulture) : _rank.ToString();
}
