using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Plans;

/// <summary>Represents where a property's value comes from, found once per environment. Immutable and thread-safe.</summary>
internal abstract class PropertySource
{
    /// <summary>Reads the property of one user; a number where the text looks like one.</summary>
    public abstract EvaluationValue Read(in UserEvaluation user);

    /// <summary>Shows no text of the server.</summary>
    public sealed override string ToString() => GetType().Name;
}
