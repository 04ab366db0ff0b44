namespace Flagsmith.Polling.Benchmarks.Stress.Model;

/// <summary>When each of a user's traits was last set or removed at the server. Immutable.</summary>
internal sealed record TraitTicks(long First, long Second, long Third, long Stored)
{
    public const int Count = 4;

    /// <summary>The trait that reads store; the others are set by writes.</summary>
    public const int OfReads = 3;

    public static readonly TraitTicks None = new(0, 0, 0, 0);

    public long this[int trait] => trait switch { 0 => First, 1 => Second, 2 => Third, _ => Stored };

    /// <summary>Gives the trait that is older here than it may be; null when none is.</summary>
    public int? FirstBelow(TraitTicks least) =>
        First < least.First ? 0 : Second < least.Second ? 1 : Third < least.Third ? 2 : Stored < least.Stored ? OfReads : null;

    public TraitTicks Raise(int trait, long tick) => trait switch
    {
        0 => this with { First = Math.Max(First, tick) },
        1 => this with { Second = Math.Max(Second, tick) },
        2 => this with { Third = Math.Max(Third, tick) },
        _ => this with { Stored = Math.Max(Stored, tick) },
    };
}
