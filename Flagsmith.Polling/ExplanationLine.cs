namespace Flagsmith.Polling;

/// <summary>Represents one step of a <see cref="FlagExplanation"/>.</summary>
/// <param name="Depth">How deep the step is nested: 0 for a state that the flag may have taken, more for the rules and conditions behind it.</param>
/// <param name="Text">What was judged.</param>
/// <param name="Matches">What came out: whether the state is the one that applies, or whether the rule or condition matches.</param>
public sealed record ExplanationLine(int Depth, string Text, bool Matches)
{
    /// <summary>Quotes no text of the environment.</summary>
    /// <returns>The depth and the outcome.</returns>
    public override string ToString() => $"{Depth}: {Matches}";
}
