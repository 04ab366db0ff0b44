using System.Diagnostics;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>One look at the process.</summary>
/// <param name="Threads">How many threads it has.</param>
/// <param name="Bytes">What is held after forced collections.</param>
/// <param name="Users">How many users were cached.</param>
internal sealed record SoakSample(int Threads, long Bytes, int Users)
{
    /// <summary>Looks from a thread of its own: one of the pool that is held up would make the pool add another.</summary>
    /// <param name="countUsers">Counts the cached users.</param>
    public static Task<SoakSample> TakeAsync(Func<int> countUsers) =>
        Task.Factory.StartNew(() => Take(countUsers), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static SoakSample Take(Func<int> countUsers)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers(); // those of failed tasks that nobody looked at tell of it
        }

        using var process = Process.GetCurrentProcess();
        return new SoakSample(process.Threads.Count, GC.GetTotalMemory(forceFullCollection: false), countUsers());
    }
}
