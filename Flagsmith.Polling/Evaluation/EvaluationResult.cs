using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents what an evaluation found for one user, or for the environment alone.</summary>
/// <param name="Flags">The flags, in the order of the context's features.</param>
/// <param name="Segments">The segments that match, in document order.</param>
internal sealed record EvaluationResult(ImmutableArray<FlagResult> Flags, ImmutableArray<SegmentResult> Segments)
{
    /// <summary>Returns the flag of that name; null where the context has none.</summary>
    public FlagResult? Find(string name) => Flags.FirstOrDefault(flag => flag.Name == name);

    /// <summary>Shows nothing of the user.</summary>
    public override string ToString() => $"{Flags.Length} flags, {Segments.Length} segments";
}
