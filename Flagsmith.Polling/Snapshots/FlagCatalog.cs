using System.Runtime.CompilerServices;
using Flagsmith.Polling.Keys;

namespace Flagsmith.Polling.Snapshots;

/// <summary>The names of one environment, each with its index. Shared by all snapshots until the set of names changes.</summary>
internal sealed class FlagCatalog
{
    public static readonly FlagCatalog Empty = new(NameTable.TryMake([])!);

    // What IndexOf has not looked for yet.
    private const int Unresolved = -2;

    private int[] _indexes; // by the slots of keys' names; a name that was declared later finds its slot missing, and puts it into a longer array

    private FlagCatalog(NameTable names)
    {
        Names = names;
        _indexes = Array.ConvertAll(KeyRegistry.Names, Find);
    }

    public int Count => Names.Count;

    public NameTable Names { get; }

    /// <summary>Returns the index of a key's name, by its slot; -1 for an unknown name.</summary>
    public int IndexOf(string name, int slot)
    {
        var indexes = _indexes;
        return (uint)slot < (uint)indexes.Length && indexes[slot] is var index and not Unresolved ? index : IndexOfFirst(name, slot);
    }

    /// <summary>Makes the catalog of flags in their order; null when two have one name.</summary>
    public static FlagCatalog? TryMake(FlagState[] flags) => TryMake(Array.ConvertAll(flags, static flag => flag.Feature.Name));

    /// <summary>Makes the catalog of names in their order; null when two are the same.</summary>
    public static FlagCatalog? TryMake(string[] names) => NameTable.TryMake(names) is { } table ? new FlagCatalog(table) : null;

    private int Find(string name) => Names.TryGetIndex(name, out var index) ? index : -1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int IndexOfFirst(string name, int slot)
    {
        var index = Find(name);
        while (slot != KeyRegistry.None)
        {
            var before = Volatile.Read(ref _indexes);
            var after = new int[Math.Max(before.Length, slot + 1)];
            after.AsSpan(before.Length).Fill(Unresolved);
            before.CopyTo(after, 0);
            after[slot] = index;
            if (Interlocked.CompareExchange(ref _indexes, after, before) == before)
            {
                break;
            }
        }

        return index;
    }
}
