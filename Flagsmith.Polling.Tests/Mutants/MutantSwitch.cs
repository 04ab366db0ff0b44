using System.Reflection;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>The class that Stryker adds to an assembly with mutants: it says which one is active, and notes which ones a test meets.</summary>
internal sealed class MutantSwitch
{
    /// <summary>The number of no mutant.</summary>
    public const int None = -1;

    private const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly FieldInfo _active;
    private readonly FieldInfo _capture;
    private readonly MethodInfo _begin;
    private readonly MethodInfo _read;

    private MutantSwitch(Type control)
    {
        _active = control.GetField("ActiveMutant", Statics)!;
        _capture = control.GetField("CaptureCoverage", Statics)!;
        _begin = control.GetMethod("InitCoverage", Statics)!;
        _read = control.GetMethod("GetCoverageData", Statics)!;
        Active = None;
    }

    public int Active
    {
        set => _active.SetValue(null, value);
    }

    /// <summary>Finds the class; null where the library has no mutants.</summary>
    public static MutantSwitch? Find() =>
        Array.Find(typeof(FlagsmithPollingOptions).Assembly.GetTypes(), static type => type.Name == "MutantControl") is { } control ? new MutantSwitch(control) : null;

    /// <summary>Notes from now on what is met, with no mutant active; or ends that.</summary>
    public void Capture(bool isOn)
    {
        _capture.SetValue(null, isOn);
        _begin.Invoke(null, null);
    }

    /// <summary>Returns which mutants were met since the last call.</summary>
    public int[] TakeMet()
    {
        var met = ((IEnumerable<IEnumerable<int>>)_read.Invoke(null, null)!).SelectMany(static list => list).Distinct().ToArray();
        _begin.Invoke(null, null);
        return met;
    }
}
