using System.Numerics;
using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Names to indexes, built once and read without locks.</summary>
/// <remarks>
/// An own table instead of a <c>FrozenDictionary</c>: for names such as <c>checkout_colour_theme</c>, in which no short piece tells all
/// names apart, that one hashes whole names on each look-up, and takes eight times as long to build. This one hashes four characters near
/// the beginning, four near the end and the length; where that does not tell the names apart it hashes whole names too
/// (<c>docs/benchmarks.md</c> has the figures).
/// </remarks>
internal sealed class NameTable
{
    private const int Window = 4;
    private const int SampleSize = 512;

    private const ulong LeftKey = 0x9E3779B97F4A7C15;
    private const ulong RightKey = 0xC2B2AE3D27D4EB4F;
    private const ulong LengthKey = 0x165667B19E3779F9;

    // Where the windows begin, from the left and from the right; the first that tells a sample of the names apart is taken.
    private static readonly (int Left, int Right)[] Windows = [(0, 0), (4, 0), (2, 4), (8, 0), (0, 4), (6, 6), (4, 8), (12, 0)];

    private readonly string[] _names;
    private readonly Slot[] _slots;
    private readonly int _left;
    private readonly int _right;

    private NameTable(string[] names)
    {
        _names = names;
        (_left, _right) = Choose(_names);
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, _names.Length * 2))];
    }

    public int Count => _names.Length;

    /// <summary>Gets whether whole names are hashed, as no windows tell them apart.</summary>
    internal bool HashesWholeNames => _left < 0;

    /// <summary>Makes the table, and takes ownership of <paramref name="names"/>; null when a name is there twice.</summary>
    public static NameTable? TryMake(string[] names)
    {
        var table = new NameTable(names);
        for (var index = 0; index < names.Length; index++)
        {
            if (!table.TryAdd(index))
            {
                return null;
            }
        }

        return table;
    }

    // A null name is a caller's mistake that the compiler warns of; a read still answers "unknown" rather than throw.
    public bool TryGetIndex(string? name, out int index)
    {
        if (name is null)
        {
            index = -1;
            return false;
        }

        var hash = Hash(name);
        var slots = _slots;
        for (var place = hash; ; place++)
        {
            var slot = slots[(int)(place & (uint)(slots.Length - 1))];
            if (slot.Next == 0)
            {
                index = -1;
                return false;
            }

            if (slot.Hash == hash && _names[slot.Next - 1] == name)
            {
                index = slot.Next - 1;
                return true;
            }
        }
    }

    public bool TryGetIndex(ReadOnlySpan<char> name, out int index)
    {
        var hash = Hash(name);
        for (var place = hash; ; place++)
        {
            var slot = _slots[(int)(place & (uint)(_slots.Length - 1))];
            if (slot.Next == 0)
            {
                index = -1;
                return false;
            }

            if (slot.Hash == hash && name.SequenceEqual(_names[slot.Next - 1]))
            {
                index = slot.Next - 1;
                return true;
            }
        }
    }

    private static (int Left, int Right) Choose(string[] names)
    {
        var step = Math.Max(1, names.Length / SampleSize);
        var hashes = new HashSet<uint>(SampleSize);
        foreach (var (left, right) in Windows)
        {
            hashes.Clear();
            var equal = 0;
            for (var index = 0; index < names.Length; index += step)
            {
                equal += hashes.Add(Hash(names[index], left, right)) ? 0 : 1;
            }

            if (equal * 32 <= names.Length / step)
            {
                return (left, right);
            }
        }

        return (-1, -1);
    }

    private static uint Hash(ReadOnlySpan<char> name, int left, int right)
    {
        if (left < 0)
        {
            return (uint)string.GetHashCode(name);
        }

        var last = name.Length - Window;
        if (last < 0)
        {
            return HashShort(name);
        }

        var bytes = MemoryMarshal.AsBytes(name);
        var beginning = MemoryMarshal.Read<ulong>(bytes[(2 * Math.Min(left, last))..]);
        var end = MemoryMarshal.Read<ulong>(bytes[(2 * (last - Math.Min(right, last)))..]);
        return Fold(beginning ^ LeftKey, (end ^ RightKey) + ((ulong)name.Length * LengthKey));
    }

    private static uint HashShort(ReadOnlySpan<char> name)
    {
        ulong packed = 0;
        foreach (var character in name)
        {
            packed = (packed << 16) | character;
        }

        return Fold(packed ^ LeftKey, RightKey + ((ulong)name.Length * LengthKey));
    }

    // Both halves of the product, as UTF-16 digits differ in bits that a plain multiplication keeps out of the low ones.
    private static uint Fold(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        var folded = high ^ low;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    private uint Hash(ReadOnlySpan<char> name) => Hash(name, _left, _right);

    private bool TryAdd(int index)
    {
        var hash = Hash(_names[index]);
        var place = hash;
        while (_slots[(int)(place & (uint)(_slots.Length - 1))] is { Next: not 0 } taken)
        {
            if (taken.Hash == hash && _names[taken.Next - 1] == _names[index])
            {
                return false;
            }

            place++;
        }

        _slots[(int)(place & (uint)(_slots.Length - 1))] = new Slot(hash, index + 1);
        return true;
    }

    /// <param name="Hash">The name's hash.</param>
    /// <param name="Next">The name's index + 1; 0 for none.</param>
    private readonly record struct Slot(uint Hash, int Next);
}
