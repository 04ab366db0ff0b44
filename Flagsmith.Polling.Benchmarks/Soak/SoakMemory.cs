namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>Tells whether memory has stopped to grow: the median of the last third of the samples by that of the middle third.</summary>
internal static class SoakMemory
{
    private const double MostGrowth = 0.05;
    private const long MostBytes = 8_000_000;
    private const int Thirds = 3;

    public static Target Check(IReadOnlyList<long> samples)
    {
        if (samples.Count < Thirds)
        {
            return new Target("memory, last third", "no samples", "some", IsMet: false);
        }

        var third = samples.Count / Thirds;
        var middle = Median(samples.Skip(samples.Count - (2 * third)).Take(third));
        var last = Median(samples.Skip(samples.Count - third));
        return Target.AtMost("memory, last third", last / 1e6, (middle + Math.Max(middle * MostGrowth, MostBytes)) / 1e6, "MB");
    }

    private static double Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
    }
}
