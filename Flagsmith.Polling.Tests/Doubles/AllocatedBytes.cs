namespace Flagsmith.Polling.Tests.Doubles;

/// <summary>What an action allocates, in bytes.</summary>
internal static class AllocatedBytes
{
    private const int Rounds = 5;

    /// <summary>Runs an action five times and returns the least that a run allocates on the calling thread.</summary>
    /// <remarks>
    /// The runtime's count of one run is not exact: a collection that another thread starts while the count is read
    /// adds what is left of the thread's allocation context, up to 8 KiB. Beside threads that collect all the time one count in 500 is wrong, and never too low.
    /// </remarks>
    public static long Of(Action action) => Enumerable.Range(0, Rounds).Min(_ => OfOneRun(action));

    private static long OfOneRun(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
