using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>What the reads are compared with: the least that any design has to do.</summary>
internal sealed class BareLoops
{
    private readonly int _index = 1;
    private volatile bool[] _array;
    private volatile FrozenDictionary<string, bool> _frozen;
    private FrozenDictionary<string, bool> _nextFrozen;

    public BareLoops(int flags)
    {
        _array = [.. Enumerable.Range(0, flags).Select(SampleFlags.IsOn)];
        _frozen = Enumerable.Range(0, flags).ToFrozenDictionary(SampleFlags.Name, SampleFlags.IsOn, StringComparer.Ordinal);
        _nextFrozen = Enumerable.Range(0, flags).ToFrozenDictionary(SampleFlags.Name, SampleFlags.IsOn, StringComparer.Ordinal);
    }

    /// <summary>A volatile load and an array access: the floor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Array(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _array[_index] ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Frozen(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _frozen.TryGetValue(SampleKeys.SwitchName, out var isOn) && isOn ? 1 : 0;
        }

        return good;
    }

    /// <summary>Publishes another array and another dictionary, as a poller would. The dictionaries were made beforehand: making one takes longer than a poll.</summary>
    public void Swap()
    {
        _array = [.. _array];
        (_frozen, _nextFrozen) = (_nextFrozen, _frozen);
    }
}
