using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>A feature state of a document: the state, and the feature that it is of.</summary>
/// <param name="State">The state.</param>
/// <param name="Feature">The feature.</param>
internal readonly record struct FeatureStateFields(FeatureContext State, FeatureInfo Feature);
