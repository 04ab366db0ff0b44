using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flagsmith.Polling.Benchmarks.Summary;

/// <summary>Time that the current thread has spent on a core, in nanoseconds. Where the system cannot tell: time that has passed.</summary>
internal static partial class ThreadClock
{
    private const int ProcessCpuTime = 2;
    private const int ThreadCpuTime = 3;

    /// <summary>Gets whether the figures are time on a core, which other work on the machine does not lengthen.</summary>
    public static bool IsExact => OperatingSystem.IsLinux();

    public static double Thread => IsExact ? Read(ThreadCpuTime) : Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);

    public static double Process => IsExact ? Read(ProcessCpuTime) : Environment.CpuUsage.TotalTime.TotalNanoseconds;

    private static double Read(int clock)
    {
        _ = GetTime(clock, out var time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
