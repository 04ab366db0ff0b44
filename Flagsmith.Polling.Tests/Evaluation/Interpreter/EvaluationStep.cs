namespace Flagsmith.Polling.Tests.Evaluation.Interpreter;

/// <summary>Represents one step of an evaluation: a segment is judged, or a flag is decided.</summary>
/// <param name="IsFlag">Whether it is a flag.</param>
/// <param name="Index">The index of the segment or feature in the context.</param>
internal readonly record struct EvaluationStep(bool IsFlag, int Index);
