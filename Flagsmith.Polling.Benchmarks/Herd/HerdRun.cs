namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>What a fleet did.</summary>
/// <param name="Plan">The fleet.</param>
/// <param name="Requests">The requests that began in each bin.</param>
/// <param name="AllRecoveredAt">When the last client had its first good poll after the outage; null when one had none.</param>
internal sealed record HerdRun(HerdPlan Plan, int[] Requests, TimeSpan? AllRecoveredAt)
{
    /// <summary>Gives the counts of the bins that lie wholly between two times, each by the mean.</summary>
    public double[] Shares(TimeSpan from, TimeSpan to)
    {
        var first = (int)Math.Ceiling(from / Plan.Bin);
        var last = Math.Min(Requests.Length, (int)Math.Floor(to / Plan.Bin));
        return first < last ? [.. Requests[first..last].Select(count => count / Plan.Mean)] : [];
    }
}
