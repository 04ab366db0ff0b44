using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents an override of a feature by a segment.</summary>
/// <param name="Segment">The segment's index.</param>
/// <param name="State">The feature state of its members.</param>
internal readonly record struct SegmentOverride(int Segment, FeatureContext State)
{
    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => "Override";
}
