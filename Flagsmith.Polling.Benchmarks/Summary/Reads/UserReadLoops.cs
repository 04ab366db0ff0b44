using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>Reads of one user's snapshot, held by who asks, as in a request. Not the loops of the environment's: a call that sees two classes costs more than one that sees one.</summary>
internal sealed class UserReadLoops(IIdentityFlagSnapshot user)
{
    private readonly IIdentityFlagSnapshot _user = user;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SwitchByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.IsEnabled(SampleKeys.SwitchName) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SwitchByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.IsEnabled(SampleKeys.Switch) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int NumberByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetValue(SampleKeys.NumberKey) == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }
}
