namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>A number of a document: its value, and the text that the reference engine prints for it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The text: <c>30</c> for <c>30</c>, <c>30.0</c> for <c>30.0</c> and <c>3e1</c>.</param>
internal readonly record struct DocumentNumber(double Value, string Text)
{
    public static DocumentNumber Zero { get; } = new(0, "0");
}
