using System.Numerics;
using System.Runtime.CompilerServices;
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

    private readonly Slot[] _slots;
    private readonly int _left;
    private readonly int _right;

    private NameTable(string[] names)
    {
        Count = names.Length;
        (_left, _right) = Choose(names);
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, names.Length * 2))];
    }

    public int Count { get; }

    /// <summary>Gets whether whole names are hashed, as no windows tell them apart.</summary>
    internal bool HashesWholeNames => _left < 0;

    /// <summary>Makes the table; null when a name is there twice.</summary>
    public static NameTable? TryMake(string[] names)
    {
        var table = new NameTable(names);
        for (var index = 0; index < names.Length; index++)
        {
            if (!table.TryAdd(names[index], index))
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

        return TryGetIndex(name.AsSpan(), out index);
    }

    public bool TryGetIndex(ReadOnlySpan<char> name, out int index)
    {
        var hash = Hash(name, _left, _right);
        var slots = _slots;
        for (var place = (int)hash; ; place++)
        {
            ref readonly var slot = ref slots[place & (slots.Length - 1)];
            if (slot.Name is null)
            {
                index = -1;
                return false;
            }

            if (slot.Hash == hash && name.SequenceEqual(slot.Name))
            {
                index = slot.Index;
                return true;
            }
        }
    }

    /// <summary>Hashes the beginning, the end and the length of a text. Quick, and good enough where texts with equal hashes do no harm.</summary>
    public static uint HashEnds(string text) => Hash(text, left: 0, right: 0);

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

        // Without checks of bounds, in the hottest part of a read by name: 0 <= min(left, last) <= last = length - Window, so each window lies within the name.
        ref var first = ref MemoryMarshal.GetReference(name);
        var beginning = ReadWindow(ref first, Math.Min(left, last));
        var end = ReadWindow(ref first, last - Math.Min(right, last));
        return Fold(beginning ^ LeftKey, (end ^ RightKey) + ((ulong)name.Length * LengthKey));
    }

    private static ulong ReadWindow(ref char first, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref first, at)));

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

    private bool TryAdd(string name, int index)
    {
        var hash = Hash(name, _left, _right);
        var place = (int)hash;
        for (; _slots[place & (_slots.Length - 1)] is { Name: { } other } taken; place++)
        {
            if (taken.Hash == hash && other == name)
            {
                return false;
            }
        }

        _slots[place & (_slots.Length - 1)] = new Slot(name, hash, index);
        return true;
    }

    /// <param name="Name">The name; null for none.</param>
    /// <param name="Hash">The name's hash.</param>
    /// <param name="Index">The name's index.</param>
    private readonly record struct Slot(string? Name, uint Hash, int Index);
}
