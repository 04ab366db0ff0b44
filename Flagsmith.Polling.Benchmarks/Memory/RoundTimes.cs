namespace Flagsmith.Polling.Benchmarks.Memory;

/// <summary>How long one operation took, over all rounds.</summary>
/// <param name="Least">Nanoseconds in the fastest round.</param>
/// <param name="Median">Nanoseconds in the middle round.</param>
internal sealed record RoundTimes(double Least, double Median)
{
    public static RoundTimes Of(double[] rounds)
    {
        var sorted = rounds.Order().ToArray();
        return new RoundTimes(sorted[0], sorted[sorted.Length / 2]);
    }

    public override string ToString() => FormattableString.Invariant($"{Median:F1} ns (fastest round {Least:F1})");
}
