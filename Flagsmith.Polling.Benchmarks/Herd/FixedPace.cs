namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>A timer as it is often written: the interval after each poll, whatever happened.</summary>
internal sealed class FixedPace(TimeSpan interval) : IPace
{
    public TimeSpan PauseAfter(bool isGood) => interval;
}
