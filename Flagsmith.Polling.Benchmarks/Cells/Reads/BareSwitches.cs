using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Cells.Stage;
using Flagsmith.Polling.Benchmarks.Data;
using Microsoft.Extensions.Caching.Memory;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Which flags are on, in what an application would reach for first.</summary>
internal sealed class BareSwitches : BareValues<bool>
{
    private readonly ConcurrentDictionary<string, bool> _concurrent = new(StringComparer.Ordinal);
    private readonly IMemoryCache _cache;
    private volatile Dictionary<string, bool> _dictionary;
    private Dictionary<string, bool> _spare;

    /// <param name="flags">How many flags.</param>
    /// <param name="cache">Takes the flags.</param>
    public BareSwitches(int flags, IMemoryCache cache)
        : base(flags, SampleFlags.Index(0, 1), SampleFlags.IsOn)
    {
        _cache = cache;
        _dictionary = Enumerable.Range(0, flags).ToDictionary(SampleFlags.Name, SampleFlags.IsOn, StringComparer.Ordinal);
        _spare = new Dictionary<string, bool>(_dictionary, StringComparer.Ordinal);
        foreach (var (name, isOn) in _dictionary)
        {
            _concurrent[name] = isOn;
            _cache.Set(name, isOn);
        }
    }

    /// <summary>A volatile load and an array access: the floor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InArray(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Array[Index] ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InFrozen(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Frozen.TryGetValue(SampleKeys.SwitchName, out var isOn) && isOn ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InDictionary(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _dictionary.TryGetValue(SampleKeys.SwitchName, out var isOn) && isOn ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InConcurrent(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _concurrent.TryGetValue(SampleKeys.SwitchName, out var isOn) && isOn ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InCache(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _cache.TryGetValue(SampleKeys.SwitchName, out bool isOn) && isOn ? 1 : 0;
        }

        return good;
    }

    public override void Swap()
    {
        base.Swap();
        (_dictionary, _spare) = (_spare, _dictionary);
        var name = SampleFlags.Name(SwappingPoller.Toggled);
        var isOn = !_concurrent[name];
        _concurrent[name] = isOn;
        _cache.Set(name, isOn);
    }
}
