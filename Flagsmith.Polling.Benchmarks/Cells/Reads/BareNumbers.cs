using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Numbers, ready to use.</summary>
internal sealed class BareNumbers(int flags) : BareValues<int>(flags, SampleFlags.Index(0, 3), static _ => SampleKeys.Number)
{
    /// <summary>A volatile load and an array access: the floor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InArray(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Array[Index] == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InFrozen(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Frozen.TryGetValue(SampleKeys.NumberName, out var value) && value == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }
}
