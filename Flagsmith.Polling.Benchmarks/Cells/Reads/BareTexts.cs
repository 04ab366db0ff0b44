using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Texts, ready to use.</summary>
internal sealed class BareTexts(int flags) : BareValues<string>(flags, SampleFlags.Index(0, 4), static _ => "Free delivery from 30 euros")
{
    /// <summary>A volatile load and an array access: the floor.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InArray(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Array[Index].Length > 0 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int InFrozen(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += Frozen.TryGetValue(SampleKeys.TextName, out var value) && value.Length > 0 ? 1 : 0;
        }

        return good;
    }
}
