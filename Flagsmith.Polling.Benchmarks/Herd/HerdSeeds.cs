namespace Flagsmith.Polling.Benchmarks.Herd;

/// <summary>The same fleet with other random numbers: one run may have been lucky.</summary>
internal static class HerdSeeds
{
    public const int Count = 20;

    /// <returns>The bounds of each run.</returns>
    public static Target[][] Check(HerdPlan plan) =>
        [.. Enumerable.Range(plan.Seed, Count).Select(seed => HerdBounds.Check(HerdSimulation.RunLibrary(plan with { Seed = seed })))];
}
