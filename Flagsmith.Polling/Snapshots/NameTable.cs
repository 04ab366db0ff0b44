using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Snapshots;

/// <summary>Names to indexes, built once and read without locks.</summary>
/// <remarks>
/// An own table instead of a <c>FrozenDictionary</c>: for names such as <c>checkout_colour_theme</c>, in which no short piece tells all
/// names apart, that one hashes whole names on each look-up, and takes eight times as long to build. This one hashes four characters near
/// the beginning, four near the end and the length. Whether that tells the names apart is seen when the table stands. Where it takes
/// too many probes, the windows are eight characters wide. Where that does not help, whole names are hashed with a seed that nobody
/// knows, and if even that fails, with the runtime's own hash (<c>docs/decisions/0024-the-name-table-is-judged-as-built.md</c>).
/// </remarks>
internal sealed class NameTable
{
    /// <summary>How many probes away from its slot a name may be. Ordinary names do not come near it; crafted ones do.</summary>
    internal const int LongestProbe = 64;

    private const int Window = 4;
    private const int SampleSize = 4096;
    private const int MaxOfTiny = 128;
    private const int MaxOfSmall = 1024;

    // What _left says where there are not two narrow windows. Wide ones begin at Wide - _left.
    private const int Folded = -1;
    private const int Randomised = -2;
    private const int Wide = -3;

    private const ulong LeftKey = 0x9E3779B97F4A7C15;
    internal const ulong RightKey = 0xC2B2AE3D27D4EB4F;
    private const ulong LengthKey = 0x165667B19E3779F9;

    // Where the windows begin, from the left and from the right; the first that tells a sample of the names apart is taken.
    private static readonly (int Left, int Right)[] Windows = [(0, 0), (4, 0), (2, 4), (8, 0), (0, 4), (6, 6), (4, 8), (12, 0), (9, 3), (16, 0), (6, 2), (14, 4)];

    private static readonly ulong ProcessSeed = (ulong)Random.Shared.NextInt64();

    private readonly Slot[] _slots;
    private readonly int _left;
    private readonly int _right;
    private readonly ulong _seed;

    private NameTable(int count, int left, int right, ulong seed)
    {
        Count = count;
        (_left, _right, _seed) = (left, right, seed);
        var room = count * (count <= MaxOfTiny ? 8 : count <= MaxOfSmall ? 4 : 2); // a small table fits into the caches with more room, and needs fewer second looks
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, room))];
    }

    public int Count { get; }

    /// <summary>Gets whether whole names are hashed, as no windows tell them apart.</summary>
    internal bool HashesWholeNames => _left is Folded or Randomised;

    /// <summary>Gets whether the runtime's own hash is used, as the faster ones took too many probes.</summary>
    internal bool IsRandomised => _left == Randomised;

    /// <summary>Gets how many slots were looked at to build the table; as many for looking each name up once.</summary>
    internal long Probes { get; private set; }

    /// <summary>Makes the table; null when a name is there twice.</summary>
    public static NameTable? TryMake(string[] names) => TryMake(names, ProcessSeed);

    /// <summary>The same with a given seed, for tests.</summary>
    internal static NameTable? TryMake(string[] names, ulong seed)
    {
        // Each way in turn, from the fastest to the one that cannot fail.
        if (Choose(names, wide: false) is { } two && Fill(two.Left, two.Right, out var table)
            || Choose(names, wide: true) is { } four && Fill(Wide - four.Left, four.Right, out table)
            || Fill(Folded, Folded, out table)
            || Fill(Randomised, Randomised, out table))
        {
            return table;
        }

        return null;

        // Whether that settles it: the table is filled, or a name is there twice.
        bool Fill(int left, int right, out NameTable? filled)
        {
            var made = new NameTable(names.Length, left, right, seed);
            var result = made.Fill(names, isLast: left == Randomised);
            filled = result == FillResult.Filled ? made : null;
            return result != FillResult.TooManyProbes;
        }
    }

    // A null name is a caller's mistake that the compiler warns of; a read still returns "unknown" rather than throw.
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
        var hash = Hash(name, _left, _right, _seed);
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
    public static uint HashEnds(string text) => Hash(text, left: 0, right: 0, seed: 0);

    private static (int Left, int Right)? Choose(string[] names, bool wide)
    {
        var hashes = new HashSet<uint>(Math.Min(names.Length, SampleSize));
        foreach (var (left, right) in Windows)
        {
            hashes.Clear();
            if (TellsSampleApart(names, hashes, wide ? Wide - left : left, right))
            {
                return (left, right);
            }
        }

        return null;
    }

    private static bool TellsSampleApart(string[] names, HashSet<uint> hashes, int left, int right)
    {
        var step = Math.Max(1, names.Length / SampleSize);
        var most = names.Length / step / 32;
        for (var index = 0; index < names.Length; index += step)
        {
            if (!hashes.Add(Hash(names[index], left, right, seed: 0)) && --most < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static uint Hash(ReadOnlySpan<char> name, int left, int right, ulong seed)
    {
        if (left < 0)
        {
            return left == Folded ? HashFolded(name, seed) : left == Randomised ? (uint)string.GetHashCode(name) : HashWide(name, Wide - left, right);
        }

        var last = name.Length - Window;
        if (last < 0)
        {
            return HashShort(name, seed: 0);
        }

        // Without checks of bounds, in the hottest part of a read by name: 0 <= min(left, last) <= last = length - Window, so each window lies within the name.
        ref var first = ref MemoryMarshal.GetReference(name);
        var beginning = ReadWindow(ref first, Math.Min(left, last));
        var end = ReadWindow(ref first, last - Math.Min(right, last));
        return Fold(beginning ^ LeftKey, (end ^ RightKey) + ((ulong)name.Length * LengthKey));
    }

    private static uint HashWide(ReadOnlySpan<char> name, int left, int right)
    {
        var last = name.Length - Window;
        if (last < 0)
        {
            return HashShort(name, seed: 0);
        }

        // Without checks of bounds, as above. The two multiplications do not wait for each other.
        ref var first = ref MemoryMarshal.GetReference(name);
        var outer = Mix(ReadWindow(ref first, Math.Min(left, last)) ^ LeftKey, (ReadWindow(ref first, last - Math.Min(right, last)) ^ RightKey) + ((ulong)name.Length * LengthKey));
        var inner = Mix(ReadWindow(ref first, Math.Min(left + Window, last)) ^ RightKey, ReadWindow(ref first, last - Math.Min(right + Window, last)) ^ LengthKey);
        var folded = outer + inner;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    private static ulong ReadWindow(ref char first, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref first, at)));

    private static uint HashShort(ReadOnlySpan<char> name, ulong seed)
    {
        // All of at most three characters, without a loop.
        var packed = name.IsEmpty ? 0 : name[0] | ((ulong)name[name.Length / 2] << 16) | ((ulong)name[^1] << 32);
        return Fold(packed ^ LeftKey ^ seed, RightKey + ((ulong)name.Length * LengthKey));
    }

    // Both halves of the product, as UTF-16 digits differ in bits that a plain multiplication keeps out of the low ones.
    private static uint Fold(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        var folded = high ^ low;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    // Eight characters a step, the last eight overlapping. The multiplications do not wait for one another: the keys differ by position.
    private static uint HashFolded(ReadOnlySpan<char> name, ulong seed)
    {
        if (name.Length < Window)
        {
            return HashShort(name, seed);
        }

        // Without checks of bounds, as above: each window lies within the name.
        ref var first = ref MemoryMarshal.GetReference(name);
        var state = (ulong)name.Length * LengthKey;
        var key = seed ^ LeftKey;
        for (var at = 0; at < name.Length - (2 * Window); at += 2 * Window)
        {
            key += LengthKey;
            state ^= Mix(ReadWindow(ref first, at) ^ key, ReadWindow(ref first, at + Window) ^ RightKey ^ seed);
        }

        var end = ReadWindow(ref first, name.Length - Window);
        var beforeEnd = ReadWindow(ref first, Math.Max(0, name.Length - (2 * Window)));
        var folded = Mix(beforeEnd ^ seed ^ LeftKey, end ^ RightKey ^ seed) ^ state;
        return (uint)folded ^ (uint)(folded >> 32);
    }

    private static ulong Mix(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }

    // What linear probing takes by chance, 1.1 to 1.5 slots a name (Knuth, The Art of Computer Programming, volume 3, 6.4), plus 5 %.
    private static long MaxProbes(int names, int slots) => (long)(names * 1.05 * 0.5 * (1 + (1 / (1 - (names / (double)slots))))) + LongestProbe;

    private FillResult Fill(string[] names, bool isLast)
    {
        var most = isLast ? long.MaxValue : MaxProbes(names.Length, _slots.Length);
        for (var index = 0; index < names.Length; index++)
        {
            var probes = Add(names[index], index);
            Probes += probes;
            if (probes == 0)
            {
                return FillResult.NameTwice;
            }

            if (!isLast && (probes > LongestProbe || Probes > most))
            {
                return FillResult.TooManyProbes;
            }
        }

        return FillResult.Filled;
    }

    /// <returns>How many slots were looked at; none when the name is there already.</returns>
    private int Add(string name, int index)
    {
        var hash = Hash(name, _left, _right, _seed);
        var probes = 1;
        for (var place = (int)hash; ; place++, probes++)
        {
            ref var slot = ref _slots[place & (_slots.Length - 1)];
            if (slot.Name is null)
            {
                slot = new Slot(name, hash, index);
                return probes;
            }

            if (slot.Hash == hash && slot.Name == name)
            {
                return 0;
            }
        }
    }

    private enum FillResult
    {
        Filled,
        NameTwice,
        TooManyProbes,
    }

    /// <param name="Name">The name; null for none.</param>
    /// <param name="Hash">The name's hash.</param>
    /// <param name="Index">The name's index.</param>
    private readonly record struct Slot(string? Name, uint Hash, int Index);
}
