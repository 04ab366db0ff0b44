namespace Flagsmith.Polling;

/// <summary>Represents how a flag came about: which rule decided, condition by condition.</summary>
/// <remarks>
/// Immutable and thread-safe. The lines quote the environment's names, properties and condition values, and nothing of the user; <see cref="ToString"/> quotes nothing.
/// </remarks>
public sealed class FlagExplanation
{
    internal FlagExplanation(FlagState flag, string? segment, IReadOnlyList<ExplanationLine> lines)
    {
        Flag = flag;
        Segment = segment;
        Lines = lines;
    }

    /// <summary>Gets the flag as evaluated.</summary>
    public FlagState Flag { get; }

    /// <summary>Gets the name of the segment whose override applies; <c>identity_overrides</c> for the user's own override, <see langword="null"/> for the default.</summary>
    public string? Segment { get; }

    /// <summary>Gets the steps that led to the flag, in the order in which they were judged.</summary>
    public IReadOnlyList<ExplanationLine> Lines { get; }

    /// <summary>Returns how many lines there are, and quotes none.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Lines.Count} lines";
}
