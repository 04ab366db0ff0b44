using System.Diagnostics;

namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>The time since the start, and the generation of the flags at it.</summary>
internal sealed class SoakClock(TimeSpan generation)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    public int Generation => (int)(Elapsed / generation);

    /// <summary>Gives for how long a generation has not been true any more.</summary>
    public TimeSpan AgeOf(int read)
    {
        var age = Elapsed - (generation * (read + 1));
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }
}
