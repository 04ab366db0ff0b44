using System.Numerics;

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

    private const int SampleSize = 4096;
    private const int MaxOfTiny = 128;
    private const int MaxOfSmall = 1024;

    // Where the windows begin, from the left and from the right; the first that tells a sample of the names apart is taken.
    private static readonly (int Left, int Right)[] Windows = [(0, 0), (4, 0), (2, 4), (8, 0), (0, 4), (6, 6), (4, 8), (12, 0), (9, 3), (16, 0), (6, 2), (14, 4)];

    private static readonly ulong ProcessSeed = (ulong)Random.Shared.NextInt64();

    private readonly TableSlot[] _slots;
    private readonly int _left;
    private readonly int _right;
    private readonly ulong _seed;

    private NameTable(int count, int left, int right, ulong seed)
    {
        Count = count;
        (_left, _right, _seed) = (left, right, seed);
        var room = count * (count <= MaxOfTiny ? 8 : count <= MaxOfSmall ? 4 : 2); // a small table fits into the caches with more room, and needs fewer second looks
        _slots = new TableSlot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, room))];
    }

    public int Count { get; }

    /// <summary>Gets how many slots there are: a power of two.</summary>
    internal int Slots => _slots.Length;

    /// <summary>Gets whether whole names are hashed, as no windows tell them apart.</summary>
    internal bool HashesWholeNames => _left is NameHash.Folded or NameHash.Randomised;

    /// <summary>Gets whether the runtime's own hash is used, as the faster ones took too many probes.</summary>
    internal bool IsRandomised => _left == NameHash.Randomised;

    /// <summary>Gets how many slots were looked at to build the table; as many for looking each name up once.</summary>
    internal long Probes { get; private set; }

    /// <summary>Makes the table; null when a name is there twice.</summary>
    public static NameTable? TryMake(string[] names) => TryMake(names, ProcessSeed);

    /// <summary>The same with a given seed, for tests.</summary>
    internal static NameTable? TryMake(string[] names, ulong seed)
    {
        // Each way in turn, from the fastest to the one that cannot fail.
        if (Choose(names, wide: false) is { } two && Fill(two.Left, two.Right, out var table)
            || Choose(names, wide: true) is { } four && Fill(NameHash.Wide - four.Left, four.Right, out table)
            || Fill(NameHash.Folded, NameHash.Folded, out table)
            || Fill(NameHash.Randomised, NameHash.Randomised, out table))
        {
            return table;
        }

        return null;

        // Whether that settles it: the table is filled, or a name is there twice.
        bool Fill(int left, int right, out NameTable? filled)
        {
            var made = new NameTable(names.Length, left, right, seed);
            var result = made.Fill(names, isLast: left == NameHash.Randomised);
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
        var hash = NameHash.Of(name, _left, _right, _seed);
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

    private static (int Left, int Right)? Choose(string[] names, bool wide)
    {
        var hashes = new HashSet<uint>(Math.Min(names.Length, SampleSize));
        foreach (var (left, right) in Windows)
        {
            hashes.Clear();
            if (TellsSampleApart(names, hashes, wide ? NameHash.Wide - left : left, right))
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
            if (!hashes.Add(NameHash.Of(names[index], left, right, seed: 0)) && --most < 0)
            {
                return false;
            }
        }

        return true;
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
        var hash = NameHash.Of(name, _left, _right, _seed);
        var probes = 1;
        for (var place = (int)hash; ; place++, probes++)
        {
            ref var slot = ref _slots[place & (_slots.Length - 1)];
            if (slot.Name is null)
            {
                slot = new TableSlot(name, hash, index);
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
    private readonly record struct TableSlot(string? Name, uint Hash, int Index);
}
