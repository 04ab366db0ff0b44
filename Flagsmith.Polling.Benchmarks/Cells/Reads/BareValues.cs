using System.Collections.Frozen;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>What reads are compared with: values that somebody has converted already, in an array and in a frozen dictionary.</summary>
internal abstract class BareValues<T>
{
    protected readonly int Index;
    protected volatile T[] Array;
    protected volatile FrozenDictionary<string, T> Frozen;

    private readonly (T[] Array, FrozenDictionary<string, T> Frozen)[] _editions;
    private int _turn;

    /// <param name="flags">How many flags.</param>
    /// <param name="index">Which of them is read.</param>
    /// <param name="valueOf">Gives each flag's value.</param>
    protected BareValues(int flags, int index, Func<int, T> valueOf)
    {
        Index = index;
        _editions = [Make(flags, valueOf), Make(flags, valueOf)];
        (Array, Frozen) = _editions[0];
    }

    /// <summary>Publishes another array and dictionary, as a poller would. They are made before: making them is not what is measured.</summary>
    public virtual void Swap() => (Array, Frozen) = _editions[++_turn % 2];

    private static (T[] Array, FrozenDictionary<string, T> Frozen) Make(int flags, Func<int, T> valueOf) =>
        ([.. Enumerable.Range(0, flags).Select(valueOf)], Enumerable.Range(0, flags).ToFrozenDictionary(SampleFlags.Name, valueOf, StringComparer.Ordinal));
}
