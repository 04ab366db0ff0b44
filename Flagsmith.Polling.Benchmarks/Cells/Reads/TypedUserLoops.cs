using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Cells.Reads;

/// <summary>Reads of values from one user's snapshot, held by who asks, as in a request.</summary>
internal sealed class TypedUserLoops(IIdentityFlagSnapshot user)
{
    private readonly IIdentityFlagSnapshot _user = user;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int NumberByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetValue(SampleKeys.NumberName, 0) == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TextByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetValue(SampleKeys.TextKey).Length > 0 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TextByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetValue(SampleKeys.TextName, "").Length > 0 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LimitsByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetValue(SampleKeys.LimitsKey).Burst == 10 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LimitsByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _user.GetJson(SampleKeys.LimitsName, LimitsJson.Default.Limits, Limits.None)!.Burst == 10 ? 1 : 0;
        }

        return good;
    }
}
