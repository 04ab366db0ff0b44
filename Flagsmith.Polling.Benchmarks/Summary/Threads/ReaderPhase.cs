using System.Diagnostics;

namespace Flagsmith.Polling.Benchmarks.Summary.Threads;

/// <summary>Lets some threads read at once for a short while.</summary>
internal static class ReaderPhase
{
    private const int Chunk = 20_000;
    private const double OwnCore = 0.97;

    /// <returns>Reads per second of all threads together, and whether each had a core to itself.</returns>
    public static PhaseResult Run(Func<int, int> loop, int threads, TimeSpan length)
    {
        using var ready = new Barrier(threads);
        var results = new PhaseResult[threads];
        var readers = Enumerable.Range(0, threads).Select(reader => new Thread(() => results[reader] = Read(loop, ready, length))).ToArray();
        Array.ForEach(readers, reader => reader.Start());
        Array.ForEach(readers, reader => reader.Join());
        return new PhaseResult(results.Sum(result => result.Throughput), Array.TrueForAll(results, result => result.IsValid));
    }

    private static PhaseResult Read(Func<int, int> loop, Barrier ready, TimeSpan length)
    {
        ready.SignalAndWait();
        var began = Stopwatch.GetTimestamp();
        var cpu = ThreadClock.Thread;
        long reads = 0;
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            reads += loop(Chunk);
        }

        var passed = Stopwatch.GetElapsedTime(began);
        return new PhaseResult(reads / passed.TotalSeconds, (ThreadClock.Thread - cpu) / passed.TotalNanoseconds >= OwnCore);
    }
}
