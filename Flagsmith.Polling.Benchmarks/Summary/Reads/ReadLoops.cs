using System.Runtime.CompilerServices;
using Flagsmith.Polling.Benchmarks.Data;

namespace Flagsmith.Polling.Benchmarks.Summary.Reads;

/// <summary>Reads of the environment as an application writes them: an injected provider in a field, keys in static fields, names as literals.</summary>
internal sealed class ReadLoops(IFlagProvider provider)
{
    private readonly IFlagProvider _provider = provider;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SwitchByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.IsEnabled(SampleKeys.Switch) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int NumberByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.NumberKey) == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int DayByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.Day) == DayOfWeek.Monday ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LimitsByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.LimitsKey).Burst == 10 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TextByKey(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.TextKey).Length > 0 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int SwitchByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.IsEnabled(SampleKeys.SwitchName) ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int NumberByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.NumberName, 0) == SampleKeys.Number ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int TextByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetValue(SampleKeys.TextName, "").Length > 0 ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int DayByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetEnum(SampleKeys.DayName, DayOfWeek.Sunday) == DayOfWeek.Monday ? 1 : 0;
        }

        return good;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int LimitsByName(int reads)
    {
        var good = 0;
        for (var read = 0; read < reads; read++)
        {
            good += _provider.Current.GetJson(SampleKeys.LimitsName, LimitsJson.Default.Limits, Limits.None)!.Burst == 10 ? 1 : 0;
        }

        return good;
    }
}
