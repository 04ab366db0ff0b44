using System.Diagnostics;

namespace Flagsmith.Polling.Tests.Mutants;

/// <summary>Ends the process when a test takes too long: what a mutant made endless cannot be stopped otherwise.</summary>
internal sealed class Watchdog
{
    private readonly Action<string> _hung;
    private readonly Func<string, double> _usual;
    private long _since;
    private double _limit = double.MaxValue;
    private string _test = "";

    /// <param name="usual">How many seconds a test takes without a mutant.</param>
    /// <param name="hung">Called with the test before the process ends.</param>
    public Watchdog(Func<string, double> usual, Action<string> hung)
    {
        (_usual, _hung) = (usual, hung);
        new Thread(Watch) { IsBackground = true }.Start(); // of its own, and in real time: a mutant may take all threads of the pool, or stop a clock
    }

    public void Started(string test)
    {
        Volatile.Write(ref _limit, double.MaxValue);
        _test = test;
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
        Volatile.Write(ref _limit, 5 + (5 * _usual(test)));
    }

    public void Idle() => Volatile.Write(ref _limit, double.MaxValue);

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(100);
            if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)).TotalSeconds > Volatile.Read(ref _limit))
            {
                _hung(_test);
                Environment.Exit(MutantRun.GoesOn);
            }
        }
    }
}
