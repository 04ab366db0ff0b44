namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>The states set for one user by name. Immutable.</summary>
internal sealed class UserOverrides
{
    private readonly int[] _flags; // sorted
    private readonly FlagPlan[] _plans;

    /// <param name="choices">The user's states by the index of their flag.</param>
    public UserOverrides(SortedDictionary<int, FlagChoice> choices)
    {
        _flags = [.. choices.Keys];
        _plans = [.. choices.Select(static entry => new FlagPlan(entry.Key, [], entry.Value, entry.Value.Count))];
    }

    /// <summary>Returns the user's own state of a flag, as a flag without other candidates; null where there is none.</summary>
    public FlagPlan? Find(int flag)
    {
        var position = Array.BinarySearch(_flags, flag);
        return position < 0 ? null : _plans[position];
    }

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => $"{_flags.Length} overrides";
}
