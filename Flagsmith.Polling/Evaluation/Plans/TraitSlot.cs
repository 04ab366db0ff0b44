using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents a user's trait that some condition reads. Compared by slot.</summary>
/// <param name="slot">The number of the trait's key in the plan.</param>
/// <param name="value">The value, a number where the text looks like one.</param>
internal readonly struct TraitSlot(int slot, EvaluationValue value) : IComparable<TraitSlot>
{
    public int Slot => slot;

    public EvaluationValue Value => value;

    public int CompareTo(TraitSlot other) => slot.CompareTo(other.Slot);

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => nameof(TraitSlot);
}
