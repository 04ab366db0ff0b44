using System.Collections.Immutable;
using System.Text.Json;
using Flagsmith.Polling.Evaluation.Model;

namespace Flagsmith.Polling.Evaluation.Documents;

/// <summary>Compares environments by the parts that are used: a document is not the same bytes twice, as some of its members are random.</summary>
internal static class EnvironmentComparison
{
    public static bool AreEqual(EnvironmentModel left, EnvironmentModel right)
    {
        var (one, other) = (left.Context, right.Context);
        return (one.EnvironmentKey, one.EnvironmentName, left.HidesDisabledFlags, left.Skipped, left.BrokenValues)
            == (other.EnvironmentKey, other.EnvironmentName, right.HidesDisabledFlags, right.Skipped, right.BrokenValues)
            && AreEqual(one.Features, other.Features, AreEqual)
            && AreEqual(one.Segments, other.Segments, AreEqual)
            && left.ServerKeyOnlyFeatures.SetEquals(right.ServerKeyOnlyFeatures)
            && left.Features.All(entry => right.Features[entry.Key].HasSameContent(entry.Value))
            && one.IdentityOverrides.Count == other.IdentityOverrides.Count
            && one.IdentityOverrides.All(user => other.IdentityOverrides.TryGetValue(user.Key, out var states) && AreEqual(user.Value, states, AreEqual));
    }

    private static bool AreEqual<T>(ImmutableArray<T> left, ImmutableArray<T> right, Func<T, T, bool> areEqual) =>
        left.Length == right.Length && !left.Where((element, index) => !areEqual(element, right[index])).Any();

    private static bool AreEqual(FeatureContext left, FeatureContext right) =>
        (left.Key, left.Name, left.Enabled, left.Value) == (right.Key, right.Name, right.Enabled, right.Value)
        && left.Priority.Equals(right.Priority)
        && AreEqual(left.Variants, right.Variants, static (one, other) => one == other)
        && AreEqual(left.Metadata, right.Metadata);

    private static bool AreEqual(SegmentContext left, SegmentContext right) =>
        (left.Key, left.Name) == (right.Key, right.Name)
        && AreEqual(left.Rules, right.Rules, AreEqual)
        && AreEqual(left.Overrides, right.Overrides, AreEqual)
        && AreEqual(left.Metadata, right.Metadata);

    private static bool AreEqual(SegmentRule left, SegmentRule right) =>
        left.Type == right.Type && AreEqual(left.Conditions, right.Conditions, AreEqual) && AreEqual(left.Rules, right.Rules, AreEqual);

    private static bool AreEqual(SegmentCondition left, SegmentCondition right) =>
        (left.Operator, left.Property, left.Value.Text) == (right.Operator, right.Property, right.Value.Text)
        && (left.Value.List is { } one ? right.Value.List is { } other && one.SequenceEqual(other) : right.Value.List is null);

    private static bool AreEqual(JsonElement? left, JsonElement? right) =>
        left is { } one ? right is { } other && JsonElement.DeepEquals(one, other) : right is null;
}
