namespace Flagsmith.Polling.Evaluation.Patterns;

/// <summary>Represents how many characters a part of a pattern can match. Python refuses a look-behind without one width.</summary>
internal readonly record struct PatternWidth(long Min, long Max)
{
    private const long Unlimited = uint.MaxValue;

    public static PatternWidth Zero => new(0, 0);

    public static PatternWidth One => new(1, 1);

    public bool IsFixed => Min == Max;

    /// <summary>Returns the width of one part after the other.</summary>
    public PatternWidth Then(PatternWidth next) => new(Math.Min(Min + next.Min, Unlimited), Math.Min(Max + next.Max, Unlimited));

    /// <summary>Returns the width of one part or the other.</summary>
    public PatternWidth Or(PatternWidth other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>Returns the width of a part that is repeated.</summary>
    /// <param name="min">How often at least.</param>
    /// <param name="max">How often at most; null for no limit.</param>
    public PatternWidth Times(int min, int? max) =>
        new(Math.Min(Min * min, Unlimited), Max == 0 ? 0 : Math.Min(Max * (max ?? Unlimited), Unlimited));
}
