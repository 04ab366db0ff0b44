namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>Tells how many bytes are held, once everything that can be collected has been.</summary>
internal static class HeldMemory
{
    public static long Measure()
    {
        for (var pass = 0; pass < 3; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
