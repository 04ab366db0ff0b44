namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>What was known when a call began.</summary>
internal sealed record CallTicket(CallKind Kind, long Began, long BeganAt, Requirement Required, TraitTicks LeastTraits, Doubt? Doubt, FreshView? Fresh)
{
    /// <summary>Gets the traits that it passes along, as text; empty for none.</summary>
    public string PassedAlong { get; init; } = "";

    /// <summary>Gets how many begins and ends of the user's writes there had been.</summary>
    public int Writes { get; init; }

    /// <summary>Gets how many begins and ends of the user's writes and invalidations there had been.</summary>
    public int Changes { get; init; }

    /// <summary>Gets whether a write was running.</summary>
    public bool IsBesideWrite { get; init; }

    /// <summary>Gets the trait that it sets or removes.</summary>
    public int Trait { get; init; }
}
