using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>Reads of the environment's snapshot, held by who asks, as in a request.</summary>
internal sealed class SnapshotReadLoops(IFlagSnapshot snapshot)
{
    private readonly IFlagSnapshot _snapshot = snapshot;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SwitchByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _snapshot.IsEnabled(SampleKeys.SwitchName) ? 1 : 0;
        }

        return good;
    }
}
