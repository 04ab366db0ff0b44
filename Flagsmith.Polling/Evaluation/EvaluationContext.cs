using System.Collections.Immutable;

namespace Flagsmith.Polling.Evaluation;

/// <summary>Represents everything about one environment that decides about flags. Immutable, and shared by all users and threads.</summary>
internal sealed record EvaluationContext
{
    /// <summary>Gets the environment's client-side key, the first part of each identity key.</summary>
    public required string EnvironmentKey { get; init; }

    /// <summary>Gets the environment's name; empty where the document has none.</summary>
    public required string EnvironmentName { get; init; }

    /// <summary>Gets the features with their default states, in document order. No two have the same name.</summary>
    public ImmutableArray<FeatureContext> Features { get; init; } = [];

    /// <summary>Gets the segments in document order. Their keys need not be unique.</summary>
    public ImmutableArray<SegmentContext> Segments { get; init; } = [];

    /// <summary>Gets the overrides of single users by identifier, compared ordinally. Not changed once the context exists.</summary>
    /// <remarks>Of two overrides of the same feature for the same user, the last one counts.</remarks>
    public IReadOnlyDictionary<string, ImmutableArray<FeatureContext>> IdentityOverrides { get; init; } =
        ImmutableDictionary<string, ImmutableArray<FeatureContext>>.Empty;

    /// <summary>Shows no key and no name.</summary>
    public override string ToString() => $"{Features.Length} features, {Segments.Length} segments, {IdentityOverrides.Count} users with overrides";
}
