namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>What a fleet may ask of an API in any second, as shares of the mean.</summary>
internal static class HerdBounds
{
    private const double Least = 0.5;
    private const double Most = 1.6;
    private const double MaxInOutage = 3.2;

    /// <summary>Holds a run against the bounds.</summary>
    /// <remarks>
    /// "Before the outage" counts from two intervals on: the start itself, in which every client asks at once, and its echo are told apart. From
    /// the end of the outage on the most counts in every second, the least only when all clients have had a good poll: until then some still
    /// wait out the pause of their last failure, and the API is asked less.
    /// </remarks>
    public static Target[] Check(HerdRun run)
    {
        var plan = run.Plan;
        var before = run.Shares(plan.Interval * 2, plan.OutageFrom);
        var outage = run.Shares(plan.OutageFrom, plan.OutageTo);
        var recovery = run.Shares(plan.OutageTo, plan.Duration);
        var after = run.Shares(run.AllRecoveredAt ?? plan.Duration, plan.Duration);
        return
        [
            AtLeast("before the outage: quietest", before, Least),
            AtMost("before the outage: busiest", before, Most),
            AtMost("during the outage: busiest", outage, MaxInOutage),
            AtMost("from its end on: busiest", recovery, Most),
            AtLeast("when all have recovered: quietest", after, Least),
            AtMost("when all have recovered: busiest", after, Most),
        ];
    }

    private static Target AtLeast(string what, double[] shares, double bound) =>
        shares.Length == 0 ? Missing(what) : Target.AtLeast(what, shares.Min(), bound, "x mean");

    private static Target AtMost(string what, double[] shares, double bound) =>
        shares.Length == 0 ? Missing(what) : Target.AtMost(what, shares.Max(), bound, "x mean");

    // Nothing to count is nothing shown: a run that is too short must not pass.
    private static Target Missing(string what) => new(what, "no time left", "some", IsMet: false);
}
