using Flagsmith.Polling.Evaluation.Model;
using Flagsmith.Polling.Wire;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>An environment document, whole: what decides about flags, and what flags are called.</summary>
internal sealed class EnvironmentModel
{
    public required EvaluationContext Context { get; init; }

    /// <summary>Gets the feature of each of the context's features, by name.</summary>
    public required IReadOnlyDictionary<string, FeatureInfo> Features { get; init; }

    /// <summary>Gets when the environment last changed, as the server wrote it; null where it did not.</summary>
    public string? UpdatedAt { get; init; }

    /// <summary>Gets whether disabled flags are hidden from remote evaluation.</summary>
    public bool HidesDisabledFlags { get; init; }

    /// <summary>Gets the ids of features that client-side keys do not see.</summary>
    public required IReadOnlySet<long> ServerKeyOnlyFeatures { get; init; }

    /// <summary>Gets what was left out.</summary>
    public SkippedEntries Skipped { get; init; }

    /// <summary>Gets how many states have a value that is not valid text, and read as no value.</summary>
    public int BrokenValues { get; init; }
}
