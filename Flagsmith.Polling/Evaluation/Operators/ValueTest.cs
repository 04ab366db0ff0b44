using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Operators;

/// <summary>Represents an operator with the value that it compares with: read once, asked for each user. Immutable and thread-safe.</summary>
internal abstract class ValueTest
{
    /// <summary>Determines whether a property's value passes. Throws nothing.</summary>
    /// <param name="value">The value; unset where the property has none.</param>
    public abstract bool Matches(EvaluationValue value);

    /// <summary>Shows no text of the server.</summary>
    public sealed override string ToString() => GetType().Name;
}
