namespace Flagsmith.Polling.Benchmarks.Soak;

/// <summary>
/// Determines whether memory has stopped to grow: the samples of the last third by those of the middle third that were taken with as many
/// cached users, as users who have expired give their memory back and take it again.
/// </summary>
internal static class SoakMemory
{
    private const double MaxGrowth = 0.05;
    private const long MaxBytes = 8_000_000;
    private const int Thirds = 3;

    /// <summary>By how much the numbers of users may differ, and by how many where there are few.</summary>
    private const double LikeShare = 0.05;
    private const int LikeUsers = 500;

    /// <summary>With fewer pairs a median says nothing: the bound is then missed, so that nobody takes it for kept.</summary>
    private const int FewestPairs = 3;

    public static Target Check(IReadOnlyList<SoakSample> samples)
    {
        var third = samples.Count / Thirds;
        var middle = samples.Skip(samples.Count - (2 * third)).Take(third).ToArray();
        var pairs = samples.Skip(samples.Count - third).Select(last => (last.Bytes, Before: Like(last, middle))).Where(pair => pair.Before.Length > 0).ToArray();
        if (pairs.Length < FewestPairs)
        {
            return new Target("memory, last third", $"{pairs.Length} pairs", $"at least {FewestPairs} alike", IsMet: false);
        }

        var most = pairs.Select(pair => Median(pair.Before)).Select(before => before + Math.Max(before * MaxGrowth, MaxBytes));
        return Target.AtMost("memory, last third", Median([.. pairs.Select(pair => (double)pair.Bytes)]) / 1e6, Median([.. most]) / 1e6, "MB");
    }

    private static double[] Like(SoakSample sample, SoakSample[] others) =>
        [.. others.Where(other => Math.Abs(other.Users - sample.Users) <= Math.Max(LikeUsers, LikeShare * sample.Users)).Select(other => (double)other.Bytes)];

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
    }
}
