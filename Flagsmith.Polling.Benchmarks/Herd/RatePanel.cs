namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>One curve of a chart.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Values">The values, evenly spaced in time.</param>
/// <param name="Top">The value at the upper edge; what is higher is cut off there, and the title says so.</param>
/// <param name="Step">The time from value to value.</param>
/// <param name="MarkFrom">Where the marked span begins.</param>
/// <param name="MarkTo">Where it ends.</param>
internal sealed record RatePanel(string Title, double[] Values, double Top, TimeSpan Step, TimeSpan MarkFrom, TimeSpan MarkTo)
{
    public TimeSpan Length => Step * Values.Length;
}
