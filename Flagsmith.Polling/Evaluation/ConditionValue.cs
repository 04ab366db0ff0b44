using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents the value of a condition: nothing, a text or a list of texts. Immutable.</summary>
/// <remarks>Numbers and booleans of a document are given as Python prints them: <c>1.0</c>, <c>True</c>, <c>None</c>.</remarks>
internal sealed record ConditionValue
{
    private ConditionValue(string? text, ImmutableArray<string>? list)
    {
        Text = text;
        List = list;
    }

    /// <summary>Gets the value of a condition that has none.</summary>
    public static ConditionValue Null { get; } = new(null, null);

    /// <summary>Gets the text; null for a list and for <see cref="Null"/>.</summary>
    public string? Text { get; }

    /// <summary>Gets the list; null for a text and for <see cref="Null"/>.</summary>
    public ImmutableArray<string>? List { get; }

    /// <summary>Returns a text as a value; null gives <see cref="Null"/>.</summary>
    public static ConditionValue OfText(string? text) => text is null ? Null : new ConditionValue(text, null);

    /// <summary>Returns a list as a value.</summary>
    public static ConditionValue OfList(IEnumerable<string> elements) => new(null, [.. elements]);

    /// <summary>Shows no text of the server.</summary>
    public override string ToString() => List is { } list ? $"{list.Length} texts" : Text is null ? "nothing" : "a text";
}
