using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Objects that were read from JSON before.</summary>
internal sealed class BareLimits(int flags) : BareValues<Limits>(flags, SampleFlags.Index(0, 7), static _ => new Limits(60, 10))
{
    /// <summary>A volatile load and an array access: the floor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InArray(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Array[Index].Burst == 10 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InFrozen(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Frozen.TryGetValue(SampleKeys.LimitsName, out var value) && value.Burst == 10 ? 1 : 0;
        }

        return good;
    }
}
