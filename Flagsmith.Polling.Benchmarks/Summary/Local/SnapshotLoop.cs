using System.Runtime.CompilerServices;

namespace Flagsmith.Polling.Benchmarks.Summary.Local;

/// <summary>Reads one flag of one snapshot by name, again and again.</summary>
internal sealed class SnapshotLoop(IFlagSnapshot snapshot, string flag)
{
    private readonly IFlagSnapshot _snapshot = snapshot;
    private readonly string _flag = new(flag.AsSpan()); // a string of its own, as an application has

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Read(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _snapshot.GetValue(_flag).IsNull ? 0 : 1;
        }

        return good;
    }
}
