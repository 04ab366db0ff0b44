namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>A number of a document.</summary>
/// <param name="Value">The value.</param>
/// <param name="IsInteger">Whether it is written as an integer: the reference engine prints <c>30</c> and <c>30.0</c> differently.</param>
internal readonly record struct DocumentNumber(double Value, bool IsInteger);
