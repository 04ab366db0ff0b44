using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>Looks a flag up in a bare <see cref="FrozenDictionary{TKey, TValue}"/>.</summary>
internal sealed class FrozenLoop(int flags)
{
    private readonly FrozenDictionary<string, bool> _flags = Enumerable.Range(0, flags).ToFrozenDictionary(SampleFlags.Name, static _ => true, StringComparer.Ordinal);
    private readonly string _flag = new(SampleFlags.Name(0).AsSpan());

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Read(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _flags.TryGetValue(_flag, out var isOn) && isOn ? 1 : 0;
        }

        return good;
    }
}
